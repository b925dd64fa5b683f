import type * as vscode from "vscode";
import { SpoolError } from "../../../../shared/errors.ts";
import { registerCommand } from "../../base/commands.ts";
import type { EditorSelection } from "../../documents/editor-selection.ts";
import type { ThreadPanels } from "./thread-panels.ts";

/** The command that puts the editor's selection into the composer of the timeline that was in view last. */
export function registerAttachSelection(panels: ThreadPanels, selection: EditorSelection): vscode.Disposable {
  return registerCommand("spool.attachSelection", () => {
    const attachment = selection.read();
    if (!attachment) throw new SpoolError("not_available", "nothing is selected", { hint: "select the lines first" });
    const panel = panels.latest;
    if (!panel)
      throw new SpoolError("not_available", "no timeline is open", { hint: "open the thread's timeline first" });
    panel.panel.reveal(undefined, true);
    panel.attach(attachment);
  });
}
