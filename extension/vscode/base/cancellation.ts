import type * as vscode from "vscode";

/** Fires when VS Code does not want the result any more. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  // VS Code drops its listeners with the token, at the end of the call that it is for.
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
