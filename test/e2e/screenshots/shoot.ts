import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Theme } from "../harness/settings.ts";
import type { VsCodeWindow } from "../harness/window.ts";

/** Takes one picture as `<folder>/<name>-<theme>.png`. Returns its path. */
export async function shoot(window: VsCodeWindow, name: string, theme: Theme, folder: string): Promise<string> {
  const { page } = window;
  // VS Code's own, such as that it has no compiler for JavaScript here.
  await window.evaluate(async (vscode) => {
    await vscode.commands.executeCommand("notifications.clearAll");
  });
  // Text in a font that is still loading would be pictured in another one; a pointer would leave a hover.
  await page.mouse.move(0, 0);
  await page.locator("html").evaluate(async ({ ownerDocument }) => {
    await ownerDocument.fonts.ready;
    const { defaultView } = ownerDocument;
    await new Promise((resolve) =>
      defaultView?.requestAnimationFrame(() => defaultView.requestAnimationFrame(resolve)),
    );
  });
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}-${theme}.png`);
  await page.screenshot({ path, animations: "disabled", caret: "hide" });
  return path;
}
