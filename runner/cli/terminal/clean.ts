import { removeHidden } from "../../../shared/hidden-text.ts";

/** Text from an agent, a repository or a file, made safe to print: nothing hidden is left, tabs become spaces. */
export function clean(text: string): string {
  return removeHidden(text).replace(/\t/g, "    ");
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}
