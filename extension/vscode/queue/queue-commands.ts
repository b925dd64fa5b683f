import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { plainLine } from "../../common/plain-line.ts";
import { pauseScope, queueRows, queueSummary } from "../../common/queue/queue-rows.ts";
import type { ThreadReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import { pickSession } from "../compose/pick-project.ts";
import type { Runners } from "../connection/runners.ts";

export function registerQueueCommands(runners: Runners): vscode.Disposable {
  const owned = new Disposables();
  owned.add(registerCommand("spool.showQueue", () => withSession(runners, "Queue", showQueue)));
  owned.add(registerCommand("spool.pauseQueue", () => withSession(runners, "Pause Queue", pauseQueue)));
  owned.add(registerCommand("spool.resumeQueue", () => withSession(runners, "Resume Queue", resumeQueue)));
  return owned;
}

async function withSession(
  runners: Runners,
  title: string,
  work: (session: RunnerSession, title: string) => Promise<void>,
): Promise<void> {
  const session = await pickSession(runners, title);
  if (session) await work(session, title);
}

async function projectNames(session: RunnerSession): Promise<Map<string, string>> {
  const { projects } = await session.api.projects.list.query();
  return new Map(projects.filter(({ removedAt }) => removedAt === null).map(({ id, name }) => [id, name]));
}

async function showQueue(session: RunnerSession, title: string): Promise<void> {
  const [snapshot, projects] = await Promise.all([session.api.queue.get.query(), projectNames(session)]);
  const rows = queueRows(snapshot, { projects, now: Date.now() });
  const items = rows.map(({ icon, label, description, detail, threadId }) => ({
    label: label.replaceAll("$(", "$ ("),
    iconPath: new vscode.ThemeIcon(icon),
    description: description.replaceAll("$(", "$ ("),
    ...(detail !== undefined && { detail: detail.replaceAll("$(", "$ (") }),
    threadId,
  }));
  const placeHolder = items.length === 0 ? "Nothing waits and nothing is at work" : queueSummary(snapshot);
  const options = { title: `${title} – ${plainLine(session.name, 40)}`, placeHolder, matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked?.threadId === undefined) return;
  const reference: ThreadReference = { session, threadId: picked.threadId };
  await vscode.commands.executeCommand("spool.openThread", reference);
}

async function pauseQueue(session: RunnerSession, title: string): Promise<void> {
  const projects = await projectNames(session);
  const items = [
    { label: "Everything", description: "no job of this runner begins", project: undefined },
    ...[...projects].map(([project, name]) => ({ label: plainLine(name), description: "", project })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: "What is to be paused? What is at work goes on.",
  });
  if (!picked) return;
  const asked = { title, prompt: "Why? Shown to everybody who waits (may be left empty)", ignoreFocusOut: true };
  const reason = await vscode.window.showInputBox(asked);
  if (reason === undefined) return;
  await session.api.queue.pause.mutate({
    ...(picked.project !== undefined && { project: picked.project }),
    ...(reason.trim() !== "" && { reason: reason.trim() }),
  });
  vscode.window.setStatusBarMessage("Spool: the queue is paused", 3_000);
}

async function resumeQueue(session: RunnerSession, title: string): Promise<void> {
  const [{ pauses }, projects] = await Promise.all([session.api.queue.get.query(), projectNames(session)]);
  const [only, ...others] = pauses;
  if (!only) throw new SpoolError("conflict", "nothing is paused");
  const items = pauses.map(({ projectId, by, reason }) => ({
    label: pauseScope(projectId, projects),
    description: plainLine(`by ${by}${reason === null ? "" : `: ${reason}`}`),
    projectId,
  }));
  const picked =
    others.length === 0
      ? items[0]
      : await vscode.window.showQuickPick(items, { title, placeHolder: "What is to go on?" });
  if (!picked) return;
  await session.api.queue.resume.mutate(picked.projectId === null ? {} : { project: picked.projectId });
  vscode.window.setStatusBarMessage("Spool: the queue goes on", 3_000);
}
