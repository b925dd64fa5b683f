import * as vscode from "vscode";
import type { ThreadReference } from "../../common/references.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { Claims } from "../../node/claims.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { writeSetting } from "../base/settings.ts";
import { Notifier } from "../notifications/notifier.ts";
import { createStatusItem } from "../status/status-item.ts";
import { showStatus } from "../status/show-status.ts";
import { pickThread } from "../threads/pick-thread.ts";
import { connectHere } from "./connect-here.ts";
import { registerConnectionCommands } from "./connection-commands.ts";
import { registerLinkHandler } from "./link-handler.ts";
import { openTunnel } from "./open-tunnel.ts";
import type { Runners } from "./runners.ts";

/** Everything about getting to runners and hearing of them. `panels` knows whether the person sees a thread now. */
export function registerConnection(
  context: vscode.ExtensionContext,
  runners: Runners,
  panels: { isVisible(thread: { runnerId: string; threadId: string }): boolean },
): vscode.Disposable {
  const owned = new Disposables();
  const openThread = (thread: ThreadReference) =>
    vscode.commands.executeCommand("spool.openThread" satisfies CommandId, thread);
  const claims = new Claims(vscode.Uri.joinPath(context.globalStorageUri, "told").fsPath);
  owned.add(registerConnectionCommands(runners, (title) => pickThread(runners, { title })));
  owned.add(registerLinkHandler(runners, openThread));
  owned.add(registerCommand("spool.connectHere", () => connectHere(runners, context.extension)));
  owned.add(registerCommand("spool.openTunnel", () => openTunnel(runners, context)));
  owned.add(registerCommand("spool.showStatus", () => showStatus(runners, openThread)));
  owned.add(registerCommand("spool.muteNotifications", () => writeSetting("spool.notifications", "none")));
  owned.add(registerCommand("spool.unmuteNotifications", () => writeSetting("spool.notifications", "all")));
  owned.add(createStatusItem(runners));
  const isShown = ({ session, threadId }: ThreadReference) => panels.isVisible({ runnerId: session.id, threadId });
  owned.add(new Notifier({ runners, claims, openThread, isShown }));
  void claims.prune(Date.now());
  return owned;
}
