import type * as vscode from "vscode";
import { registerCommand } from "./base/commands.ts";
import { disposeLog, log } from "./base/log.ts";
import { registerChanges } from "./changes/register-changes.ts";
import { connectRunner } from "./connection/connect-command.ts";
import { Runners } from "./connection/runners.ts";
import { Tokens } from "./connection/tokens.ts";
import { ThreadPanels } from "./panels/thread/thread-panels.ts";
import { registerThreads } from "./threads/register-threads.ts";

/** Composition root of the cockpit: builds everything, holds nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, extensionUri } = context;
  const runners = new Runners(new Tokens(context.secrets));
  const panels = new ThreadPanels(extensionUri, runners);
  const threads = registerThreads(context, runners, panels);
  subscriptions.push(
    { dispose: disposeLog },
    runners,
    panels,
    registerCommand("spool.connect", () => connectRunner(runners)),
    registerCommand("spool.reconnect", () => runners.reconnect()),
    registerCommand("spool.showLog", () => log().show()),
    threads,
    registerChanges(context, runners, threads.meant),
  );
  void runners.sync();
}
