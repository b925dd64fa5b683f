import { plainLine } from "./plain-line.ts";

/** Text of others for a row of a quick pick, where VS Code makes an icon of `$(name)`. */
export function plainPick(text: string, limit?: number): string {
  return plainLine(text, limit).replaceAll("$(", "$ (");
}
