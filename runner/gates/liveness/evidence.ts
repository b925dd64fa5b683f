import type { ApprovalChoice } from "../../../shared/model/approval.ts";
import type { Run } from "../../../shared/model/run.ts";
import { firstLine } from "../../../shared/text.ts";
import { formatDuration, plural } from "../../../shared/units.ts";
import { isBusy, type ProcessWork } from "./processes.ts";
import type { Sign, Trace, Trouble } from "./watch.ts";

const waitChoice = "wait";
export const nudgeChoice = "nudge";
const retryChoice = "stop_and_retry";

/** The answers to "is it stuck?". An agent that cannot be spoken to while it works is not nudged. */
export function livenessChoices(takesMessages: boolean): ApprovalChoice[] {
  return [
    { id: waitChoice, label: "Wait", decision: "approve" },
    ...(takesMessages ? [{ id: nudgeChoice, label: "Nudge", decision: "approve" } as const] : []),
    { id: retryChoice, label: "Stop and Retry", decision: "reject" },
  ];
}

/** What the agent is told when a person nudges it and says no more. */
export const nudgeText =
  "You seem to be stuck. Say in one sentence what you are waiting for or what does not work, then go on in another way, or finish with what you have.";

/** One line for people. */
export function troubleText(trouble: Trouble): string {
  switch (trouble.kind) {
    case "silent":
      return `the agent has said nothing for ${formatDuration(trouble.ms)}`;
    case "idle":
      return `nothing new has come of the agent for ${formatDuration(trouble.ms)}`;
    case "looping": {
      const { period, rounds } = trouble.loop;
      const what = period === 1 ? "the same tool call" : `the same ${period} tool calls`;
      return `the agent has made ${what} ${rounds} times with the same result`;
    }
  }
}

const most = 120;

/** What is known, a fact a line, so that whoever is asked need not guess. */
export function evidenceLines(
  trace: Trace,
  facts: { work: ProcessWork | undefined; run: Pick<Run, "costUsd" | "costSource" | "turns" | "tokens"> },
): string[] {
  const { silentMs, idleMs, lastSign, lastCalls, openCalls, retries, loop } = trace;
  const calls = loop?.calls ?? lastCalls.slice(-5);
  const { costUsd, costSource, turns, tokens } = facts.run;
  const cost = costUsd === null || costSource === "unknown" ? "cost unknown" : `$${costUsd.toFixed(2)} (${costSource})`;
  return [
    `silent for ${formatDuration(silentMs)}; last heard: ${lastSign === null ? "nothing yet" : signText(lastSign)}`,
    `nothing new for ${formatDuration(idleMs)}`,
    ...(openCalls > 0 ? [`${plural(openCalls, "tool call")} without a result yet`] : []),
    ...(calls.length > 0 ? [`${loop ? "goes round" : "last tool calls"}: ${callText(calls)}`] : []),
    processText(facts.work),
    ...(retries > 0 ? [`asked its model again ${plural(retries, "time")}`] : []),
    `so far: ${plural(turns, "turn")}, ${plural(tokens.input + tokens.cachedInput + tokens.output, "token")}, ${cost}`,
  ];
}

function callText(calls: readonly string[]): string {
  return calls.map((call) => firstLine(call, most)).join(" → ");
}

function signText(sign: Sign["kind"] | "process"): string {
  switch (sign) {
    case "call":
      return "a tool call";
    case "result":
      return "a tool's result";
    case "text":
      return "a message";
    case "retry":
      return "that it asks its model again";
    case "process":
      return "its processes at work";
    case "other":
      return "a report of its own";
  }
}

function processText(work: ProcessWork | undefined): string {
  if (!work) return "processes: not looked at";
  if (work.members.length === 0) return "processes: none";
  const members = work.members.slice(0, 6).map(({ name, share }) => `${name} ${Math.round(share * 100)} %`);
  const more = work.members.length > 6 ? `, ${work.members.length - 6} more` : "";
  return `processes ${isBusy(work) ? "work" : "wait"}: ${members.join(", ")}${more} (of one processor)`;
}

/** For the next attempt's brief. */
export function troubleRemediation(trouble: Trouble): string {
  const advice = "Do not repeat what led there: find another way, or finish and say what is missing.";
  const calls = trouble.kind === "looping" ? `:\n${trouble.loop.calls.map((call) => `- ${call}`).join("\n")}` : ".";
  return `The attempt was stopped since ${troubleText(trouble)}${calls}\n${advice}`;
}

export function troubleClass(kind: Trouble["kind"]): "agent.looping" | "agent.stalled" {
  return kind === "looping" ? "agent.looping" : "agent.stalled";
}
