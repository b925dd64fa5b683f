import { type Theme, themes } from "./settings.ts";
import type { VsCodeWindow } from "./window.ts";

/** Changes how the window looks, as a person's settings do. */
export async function setTheme(window: VsCodeWindow, theme: Theme): Promise<void> {
  const { setting, kind } = themes[theme];
  await window.evaluate(async (vscode, name) => {
    await vscode.workspace.getConfiguration("workbench").update("colorTheme", name, vscode.ConfigurationTarget.Global);
  }, setting);
  await window.page.locator(`.monaco-workbench.${kind}`).waitFor();
}
