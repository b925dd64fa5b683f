import * as vscode from "vscode";
import { connectionWords } from "../../common/connection/words.ts";
import { needsOf } from "../../common/notifications/needs.ts";
import type { ThreadReference } from "../../common/references.ts";
import { needsYou } from "../../common/threads/groups.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { readSetting } from "../base/settings.ts";
import type { Runners } from "../connection/runners.ts";

interface Item extends vscode.QuickPickItem {
  run?: () => Thenable<unknown>;
}

/** What needs the person, over all runners, and what can be done about connections. */
export async function showStatus(
  runners: Runners,
  openThread: (thread: ThreadReference) => Thenable<unknown>,
): Promise<void> {
  const { sessions } = runners;
  const several = sessions.length > 1;
  const needed = sessions.flatMap((session) =>
    session.threads
      .all()
      .filter(needsYou)
      .map((summary): Item => {
        const [first] = needsOf(summary);
        return {
          label: `$(${first?.approval ? "question" : "warning"}) ${summary.thread.title}`,
          ...(several && { description: session.name }),
          ...(first && { detail: first.text }),
          run: () => openThread({ session, threadId: summary.thread.id }),
        };
      }),
  );
  const items: Item[] = [
    separator("Needs you"),
    ...(needed.length > 0 ? needed : [{ label: "$(check) Nothing needs you" }]),
    separator("Runners"),
    ...sessions.map((session): Item => {
      const online = session.state.kind === "online";
      const cure: CommandId = session.state.kind === "refused" ? "spool.enterToken" : "spool.reconnect";
      return {
        label: `$(${online ? "vm-active" : "vm-outline"}) ${session.name}`,
        description: session.id,
        detail: `${connectionWords(session.state, Date.now())}${online ? "" : cure === "spool.reconnect" ? " – pick to try now" : " – pick to enter a token"}`,
        ...(!online && { run: () => vscode.commands.executeCommand(cure, { session }) }),
      };
    }),
    command("$(plug) Connect to Another Runner…", "spool.connect"),
    command("$(terminal) Open SSH Tunnel…", "spool.openTunnel"),
    command("$(edit) Rename Runner…", "spool.renameRunner"),
    command("$(trash) Remove Runner…", "spool.disconnect"),
    readSetting("spool.notifications") === "none"
      ? command("$(bell) Unmute Notifications", "spool.unmuteNotifications")
      : command("$(bell-slash) Mute Notifications", "spool.muteNotifications"),
    command("$(output) Show Log", "spool.showLog"),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "Spool",
    placeHolder: needed.length > 0 ? "Open what needs you" : "Runners and connections",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await picked?.run?.();
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function command(label: string, id: CommandId): Item {
  return { label, run: () => vscode.commands.executeCommand(id) };
}
