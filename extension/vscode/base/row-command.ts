import type * as vscode from "vscode";
import type { CommandId } from "../../manifest/commands.ts";
import { registerCommand } from "./commands.ts";

/** Milliseconds that a click waits for rows that are drawn anew just then. */
const patienceMs = 2_000;
const askAgainMs = 25;

/**
 * What a click on a row of `view` does. Rows name the command without arguments, and the row is the one selected: VS Code
 * forgets the arguments of a row as it draws it anew, and a click that comes just then would find no command.
 */
export function registerRowCommand<Row>(
  id: CommandId,
  view: vscode.TreeView<Row>,
  open: (row: Row) => unknown,
): vscode.Disposable {
  return registerCommand(id, async () => {
    const deadline = Date.now() + patienceMs;
    // While all rows are read again VS Code knows the selected one by its id only.
    while (view.selection.length === 0 && Date.now() < deadline) await pause(askAgainMs);
    const [row] = view.selection;
    if (row !== undefined) await open(row);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
