import * as vscode from "vscode";
import { safeFileName } from "../../common/artifacts/file-name.ts";

export const textScheme = "spool-text";

/** A text of a runner that is shown in an editor. */
export type RunnerText = { runnerId: string } & (
  | { kind: "event"; threadId: string; seq: number }
  | { kind: "log"; runId: string; name: string }
  | { kind: "plan"; approvalId: string }
);

/** The path is for people and for the language mode; what is meant is in the query. */
export function toTextUri(text: RunnerText, title: string): vscode.Uri {
  const segments = title.split("/").map((segment) => safeFileName(segment));
  return vscode.Uri.from({ scheme: textScheme, path: `/${segments.join("/")}`, query: JSON.stringify(text) });
}

/** Undefined for an address that this extension did not make. */
export function fromTextUri(uri: vscode.Uri): unknown {
  try {
    return JSON.parse(uri.query);
  } catch {
    // Anybody may open an address: what is no JSON is not ours.
    return undefined;
  }
}
