import * as vscode from "vscode";
import type { ChangedFile } from "../../../shared/api/views.ts";

const rowScheme = "spool-row";

export interface RowLook {
  unread?: boolean;
  /** The runner is not there: what is shown may be old. */
  stale?: boolean;
}

/** Address of a row that is nothing but the key of its decoration: VS Code has no other way to mark a row. */
export function rowUri(id: string, { unread, stale }: RowLook): vscode.Uri {
  const query = [unread && "unread", stale && "stale"].filter(Boolean).join("&");
  return vscode.Uri.from({ scheme: rowScheme, path: `/${encodeURIComponent(id)}`, query });
}

/** Ends in the file's own name, so that the person's icon theme knows what it is. */
export function fileRowUri(runId: string, { path, status }: ChangedFile): vscode.Uri {
  return vscode.Uri.from({ scheme: rowScheme, path: `/${runId}/${path}`, query: status });
}

/** Dots for what is unread, grey for what is out of date, letters for what happened to a file. */
export function registerRowDecorations(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme, query }) => (scheme === rowScheme ? decorations[query] : undefined),
  });
}

const grey = new vscode.ThemeColor("disabledForeground");

const decorations: Readonly<Record<string, vscode.FileDecoration>> = {
  unread: new vscode.FileDecoration("●", "Unread"),
  stale: new vscode.FileDecoration(undefined, undefined, grey),
  "unread&stale": new vscode.FileDecoration("●", "Unread", grey),
  added: fileDecoration("A", "Added", "added"),
  modified: fileDecoration("M", "Changed", "modified"),
  deleted: fileDecoration("D", "Deleted", "deleted"),
  renamed: fileDecoration("R", "Renamed", "renamed"),
  type_changed: fileDecoration("T", "Type changed", "modified"),
};

function fileDecoration(letter: string, words: string, kind: string): vscode.FileDecoration {
  return new vscode.FileDecoration(letter, words, new vscode.ThemeColor(`gitDecoration.${kind}ResourceForeground`));
}
