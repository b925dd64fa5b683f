import * as vscode from "vscode";
import type { Attachment } from "../../../shared/panels/thread.ts";
import { Disposables } from "../base/disposable.ts";

const mostCharacters = 50_000;

/** What is selected in the editor that was used last: a panel that has the focus has none of its own. */
export class EditorSelection extends Disposables {
  #editor = vscode.window.activeTextEditor;

  constructor() {
    super();
    this.add(
      vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#editor = editor;
      }),
    );
  }

  /** Null when nothing is selected, or its document was closed. */
  read(): Attachment | null {
    const editor = vscode.window.activeTextEditor ?? this.#editor;
    if (!editor || editor.document.isClosed || editor.selection.isEmpty) return null;
    const { document, selection } = editor;
    // A selection that ends before the first character of a line means the lines before it.
    const toLine = selection.end.character === 0 ? selection.end.line : selection.end.line + 1;
    return {
      path: vscode.workspace.asRelativePath(document.uri, false).replaceAll("\\", "/").slice(0, 4_096),
      fromLine: selection.start.line + 1,
      toLine: Math.max(selection.start.line + 1, toLine),
      text: document.getText(selection).slice(0, mostCharacters).toWellFormed(),
    };
  }
}
