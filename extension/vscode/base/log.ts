import * as vscode from "vscode";

let channel: vscode.LogOutputChannel | undefined;

/** The extension's one log. Never give it a token, a request's headers or what an agent said. */
export function log(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel("Spool", { log: true });
  return channel;
}

export function disposeLog(): void {
  channel?.dispose();
  channel = undefined;
}
