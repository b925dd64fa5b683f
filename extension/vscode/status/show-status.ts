import * as vscode from "vscode";
import { connectionWords } from "../../common/connection/words.ts";
import { needsOf } from "../../common/notifications/needs.ts";
import type { ThreadReference } from "../../common/references.ts";
import { plainPick } from "../../common/plain-pick.ts";
import type { RunnerSession } from "../../common/session/session.ts";
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
          label: `$(${first?.approval ? "question" : "warning"}) ${plainPick(summary.thread.title)}`,
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
    ...sessions.flatMap(runnerItems),
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

/** How it is, and below it the likely cure when it is not online. */
function runnerItems(session: RunnerSession): Item[] {
  const { name, id, state } = session;
  const icon = state.kind === "online" ? "vm-active" : "vm-outline";
  const row = { label: `$(${icon}) ${name}`, description: id, detail: connectionWords(state, Date.now()) };
  if (state.kind === "online") return [row];
  return state.kind === "refused"
    ? [row, command(`$(key) Enter Access Token for ${name}…`, "spool.enterToken", { session })]
    : [row, command(`$(refresh) Reconnect ${name} Now`, "spool.reconnect", { session })];
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function command(label: string, id: CommandId, ...values: unknown[]): Item {
  return { label, run: () => vscode.commands.executeCommand(id, ...values) };
}
