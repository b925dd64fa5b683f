import type * as vscode from "vscode";
import { registerCommand } from "./base/commands.ts";
import { disposeLog, log } from "./base/log.ts";
import { registerChanges } from "./changes/register-changes.ts";
import { connectRunner } from "./connection/connect-command.ts";
import { Runners } from "./connection/runners.ts";
import { Tokens } from "./connection/tokens.ts";
import { EditorSelection } from "./documents/editor-selection.ts";
import { TextDocuments } from "./documents/text-documents.ts";
import { registerAttachSelection } from "./panels/thread/attach-selection.ts";
import { ThreadPanels } from "./panels/thread/thread-panels.ts";
import { registerThreads } from "./threads/register-threads.ts";

/** Composition root of the cockpit: builds everything, holds nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, extensionUri } = context;
  const runners = new Runners(new Tokens(context.secrets));
  const texts = new TextDocuments(runners);
  const selection = new EditorSelection();
  const panels = new ThreadPanels({ extensionUri, runners, texts, selection });
  const threads = registerThreads(context, { runners, panels, texts, selection });
  subscriptions.push(
    { dispose: disposeLog },
    runners,
    texts,
    selection,
    panels,
    registerAttachSelection(panels, selection),
    registerCommand("spool.connect", () => connectRunner(runners)),
    registerCommand("spool.reconnect", () => runners.reconnect()),
    registerCommand("spool.showLog", () => log().show()),
    threads,
    registerChanges(context, runners, threads.meant),
  );
  void runners.sync();
}
