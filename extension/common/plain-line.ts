import { removeHidden } from "../../shared/hidden-text.ts";

/** Letters that are drawn as nothing: a row that seems to have no name. */
const fillers = /[\u115f\u1160\u3164\u00ad]/g;

/**
 * Text from an agent, a repository or another client as one line that is what it looks like: no line breaks, nothing that
 * writes backwards, nothing invisible. Cut at `limit` characters.
 */
export function plainLine(text: string, limit = 300): string {
  // Cut first: a text of megabytes is not searched through for the sake of one row.
  const line = removeHidden(text.slice(0, limit * 4))
    .replace(fillers, "")
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
