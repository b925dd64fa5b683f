import type * as vscode from "vscode";
import { KeptDrafts } from "../common/drafts/kept-drafts.ts";
import { disposeLog } from "./base/log.ts";
import { registerChanges } from "./changes/register-changes.ts";
import { registerChat } from "./chat/register-chat.ts";
import { registerConnection } from "./connection/register.ts";
import { Runners } from "./connection/runners.ts";
import { ThreadCache } from "./connection/thread-cache.ts";
import { Tokens } from "./connection/tokens.ts";
import { EditorSelection } from "./documents/editor-selection.ts";
import { TextDocuments } from "./documents/text-documents.ts";
import { registerPlans } from "./panels/plan/register-plans.ts";
import { registerAttachSelection } from "./panels/thread/attach-selection.ts";
import { ThreadPanels } from "./panels/thread/thread-panels.ts";
import { registerThreads } from "./threads/register-threads.ts";

/** Composition root of the cockpit: builds everything, holds nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, extensionUri } = context;
  const runners = new Runners(new Tokens(context.secrets), new ThreadCache(context.globalStorageUri));
  const texts = new TextDocuments(runners);
  const selection = new EditorSelection();
  const drafts = new KeptDrafts(context.globalState);
  const panels = new ThreadPanels({ extensionUri, runners, texts, drafts, selection });
  const plans = registerPlans(context, { runners, texts, drafts });
  const threads = registerThreads(context, { runners, panels, texts, selection });
  subscriptions.push(
    { dispose: disposeLog },
    runners,
    texts,
    selection,
    panels,
    registerAttachSelection(panels, selection),
    threads,
    plans,
    registerConnection(context, runners, {
      isVisible: (thread) => panels.isVisible(thread) || plans.isVisible(thread),
    }),
    registerChanges(context, { runners, meant: threads.meant, drafts }),
    registerChat(runners),
  );
  void runners.sync();
}
