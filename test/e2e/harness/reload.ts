import { runFromPalette } from "./palette.ts";
import type { VsCode } from "./vscode.ts";
import type { VsCodeWindow } from "./window.ts";

/** As the command does it, which lets VS Code write down what is open. */
export async function reloadFromPalette(window: VsCodeWindow, code: VsCode): Promise<void> {
  const next = code.hosts.next();
  await runFromPalette(window.page, "Developer: Reload Window");
  await next;
}
