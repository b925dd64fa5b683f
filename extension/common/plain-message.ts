import { plainLine } from "./plain-line.ts";

/** Text of others for one of VS Code's own messages, which make `[words](command:…)` a link that runs a command. */
export function plainMessage(text: string): string {
  return plainLine(text).replaceAll("](", "] (");
}
