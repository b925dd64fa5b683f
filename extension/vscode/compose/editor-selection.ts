import * as vscode from "vscode";
import type { SelectedText } from "../../common/compose/selection-block.ts";

/** An instruction may hold 200 000 characters, and something is to be said about the selection. */
const textLimit = 150_000;

/** What is selected in the editor in front; undefined when nothing is. */
export function editorSelection(): SelectedText | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return undefined;
  const { document, selection } = editor;
  const { start, end } = selection;
  return {
    path: vscode.workspace.asRelativePath(document.uri, false),
    firstLine: start.line + 1,
    // A selection that ends at the beginning of a line does not hold that line.
    lastLine: Math.max(start.line, end.character === 0 ? end.line - 1 : end.line) + 1,
    language: document.languageId,
    text: document.getText(selection).slice(0, textLimit),
  };
}
