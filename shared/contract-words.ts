import type { EventData } from "./events/catalogue.ts";
import { plural } from "./units.ts";

export function deviationText({ files, total, source, policy }: EventData<"contract.deviation">): string {
  const what = total === 1 ? (files[0]?.path ?? "a file") : plural(total, "file");
  const verb =
    source === "tool"
      ? total === 1
        ? "is not in the plan, and was kept from being changed"
        : "are not in the plan, and were kept from being changed"
      : total === 1
        ? "was changed and is not in the plan"
        : "were changed and are not in the plan";
  const then = policy === "stop" ? "; the agent is stopped" : policy === "warn" ? "" : "; a person is asked";
  return `${what} ${verb}${then}`;
}

export function amendedText({ by, paths, total }: EventData<"contract.amended">): string {
  const what = total === 1 ? (paths[0] ?? "a file") : plural(total, "file");
  return `${what} ${total === 1 ? "is" : "are"} part of the contract now, by ${by}`;
}
