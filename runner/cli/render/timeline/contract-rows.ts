import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import { amendedText, deviationText } from "../../../../shared/contract-words.ts";
import type { TimelineRow } from "./row.ts";

export function contractRow(
  event: Extract<TimelineEvent, { type: "contract.deviation" | "contract.amended" }>,
): TimelineRow {
  if (event.type === "contract.amended") {
    return { topic: "contract", text: amendedText(event.data), tone: "green", ...listed(event.data.paths) };
  }
  return {
    topic: "contract",
    text: deviationText(event.data),
    tone: "yellow",
    ...listed(event.data.files.map(({ path }) => path)),
  };
}

/** One is in the text. */
function listed(paths: readonly string[]): Pick<TimelineRow, "body"> {
  return paths.length > 1 ? { body: { text: paths.join("\n"), lines: 8, keep: "head" } } : {};
}
