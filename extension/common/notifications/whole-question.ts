import type { Approval } from "../../../shared/model/approval.ts";
import { plainMessage } from "../plain-message.ts";

/** What fits into a notification without being cut by it. */
const longest = 160;

/**
 * All that a permission question asks, when that is one short line: only then may it be answered without being opened.
 * Undefined when there is more to it than a notification shows.
 */
export function wholeQuestion({
  kind,
  title,
  payload,
}: Pick<Approval, "kind" | "title" | "payload">): string | undefined {
  // `use` is how the runner knows the same question again, nothing to read.
  const { tool: _tool, choices: _choices, use: _use, detail = "", diff = "", ...more } = payload;
  if (kind !== "permission" || diff !== "" || typeof detail !== "string" || Object.keys(more).length > 0)
    return undefined;
  const asked = detail.trim() === "" ? title : detail.trim();
  return asked.length <= longest && plainMessage(asked) === asked ? asked : undefined;
}
