import type { EventData } from "../../../../shared/events/catalogue.ts";
import type { TimelineRow } from "./row.ts";

const evidenceLines = 12;

/** What a failure was taken for and what follows, with the hint and the evidence below. */
export function failureRow(data: EventData<"failure.classified">): TimelineRow {
  const { class: name, decision, hint, evidence, known, newTests, knownTests } = data;
  const lines = [
    ...(hint === null || known ? [] : [`hint: ${hint}`]),
    ...(newTests.length > 0 ? [`new: ${newTests.join(", ")}`] : []),
    ...(knownTests.length > 0 ? [`failed on the base, too: ${knownTests.join(", ")}`] : []),
    ...evidence,
  ];
  return {
    topic: "failure",
    text: `${name ?? "not known"}: ${decision}`,
    tone: known ? "dim" : "yellow",
    body: lines.length === 0 ? undefined : { text: lines.join("\n"), lines: evidenceLines, keep: "head" },
  };
}

export function escalatedRow({ from, to }: EventData<"job.escalated">): TimelineRow {
  const choice = ({ agent, model }: typeof from) => (model === null ? agent : `${agent} ${model}`);
  return { topic: "job", text: `${choice(to)} takes over from ${choice(from)}`, tone: "yellow" };
}
