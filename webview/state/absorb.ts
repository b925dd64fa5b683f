import type { ToolKind } from "../../shared/model/tool-kind.ts";
import type { TimelineRow } from "./rows.ts";

/** Small things that agents do many times in a row. What runs or removes something stands alone: it is to be seen. */
const grouped: ReadonlySet<ToolKind> = new Set(["read", "edit", "search", "fetch", "think", "other"]);

/**
 * Takes `next` into `row` when the two say together what they say apart; answers whether it did. It does not matter in
 * which order neighbours are joined, so that pages can be folded apart and put together.
 */
export function absorb(row: TimelineRow, next: TimelineRow): boolean {
  if (row.runId !== next.runId) return false;
  if (row.kind === "tools" && next.kind === "tools") {
    const [first, second] = [row.calls[0]?.tool, next.calls[0]?.tool];
    if (first === undefined || first !== second || !grouped.has(first)) return false;
    row.calls.push(...next.calls);
    return true;
  }
  if (row.kind === "artifacts" && next.kind === "artifacts") {
    row.files.push(...next.files);
    return true;
  }
  if (row.kind === "plan" && next.kind === "plan") {
    row.entries = next.entries;
    return true;
  }
  return false;
}
