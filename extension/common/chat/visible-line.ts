import { removeHidden } from "../../../shared/hidden-text.ts";

/** On one line and without what a reader cannot see, so that it cannot pass for more lines, or for another text. */
export function visibleLine(text: string): string {
  return removeHidden(text).replace(/\s+/g, " ").trim();
}
