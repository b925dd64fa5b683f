import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { type NeedAction, needActionText } from "../../../shared/need.ts";
import { plainLine } from "../../common/plain-line.ts";
import { plainPick } from "../../common/plain-pick.ts";
import type { JobReference, ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { jobWords } from "../../common/threads/context-words.ts";
import { threadNeed } from "../../common/threads/state.ts";
import type { CommandId } from "../../manifest/commands.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";

/** Says in one line why a thread does not go on, and does about it what is picked. */
export function registerNeedCommands(meant: Meant): vscode.Disposable {
  const owned = new Disposables();
  owned.add(
    registerCommand<[MaybeReference]>("spool.seeTo", async (node) => {
      const found = await meant.thread(node, {
        title: "See to What It Waits For",
        fits: (summary) => (threadNeed(summary, Date.now())?.actions.length ?? 0) > 0,
        none: "Nothing waits for you or for anything else",
      });
      if (found) await seeTo(found);
    }),
  );
  owned.add(
    registerCommand<[MaybeReference]>("spool.switchAgent", async (node) => {
      const found = await meant.job(node, {
        title: "Switch Agent",
        fits: ({ latestJob }) => latestJob !== null && jobWords(latestJob.status).includes("switchable"),
        none: "No job waits or is blocked",
      });
      if (found) await switchAgent(found);
    }),
  );
  return owned;
}

async function seeTo(reference: ThreadReference): Promise<void> {
  const summary = await reference.session.threads.fetch(reference.threadId);
  const need = summary && threadNeed(summary, Date.now());
  if (!summary || !need) throw new SpoolError("conflict", "the thread goes on by now: there is nothing to see to");
  const items = need.actions.map((action) => ({
    label: plainPick(needActionText(action)),
    iconPath: new vscode.ThemeIcon(iconOf(action)),
    action,
  }));
  const placeHolder = plainLine(need.line, 200);
  const picked = await vscode.window.showQuickPick(items, { title: plainLine(summary.thread.title, 80), placeHolder });
  if (picked) await perform(reference, picked.action);
}

async function perform(reference: ThreadReference, action: NeedAction): Promise<void> {
  const { session } = reference;
  const { api } = session;
  switch (action.kind) {
    case "answer": {
      const { approval } = await api.approvals.get.query({ approvalId: action.approvalId });
      return run("spool.answerQuestion", { ...reference, approvalId: approval.id, approval, title: approval.title });
    }
    case "retry":
      return run("spool.retryJob", { ...reference, jobId: action.jobId });
    case "release":
      return run("spool.releaseJob", { ...reference, jobId: action.jobId });
    case "switch_agent":
      return switchAgent({ ...reference, jobId: action.jobId });
    case "open_lane":
      requireOnline(session);
      await api.lanes.open.mutate({ account: action.account });
      return said(`the next job of ${action.account} tries it again now`);
    case "open_diff":
      return run("spool.openChanges", { ...reference, scope: { kind: "thread" } });
    case "resume_queue":
      requireOnline(session);
      await api.queue.resume.mutate(action.project === null ? {} : { project: action.project });
      return said("the queue goes on");
    case "see_job":
      // Of the same thread, or of one that is looked up by its job.
      return run("spool.openThread", { session, threadId: await threadOf(reference, action.jobId) });
    case "see_thread":
      return run("spool.openThread", { session, threadId: action.threadId });
    case "see_queue":
      return run("spool.showQueue");
    case "see_questions":
      return run("spool.answerQuestion");
    case "edit_config":
      return tellOfConfig(plainLine(session.name, 40));
  }
}

/** The file is on the build box, and is not edited from here. */
async function tellOfConfig(runner: string): Promise<void> {
  const command = "spool config validate";
  const copy = "Copy Command";
  const text = `The configuration is a file on the machine of ${runner}. There, this says what is wrong with it: ${command}`;
  if ((await vscode.window.showInformationMessage(text, copy)) === copy) await vscode.env.clipboard.writeText(command);
}

async function threadOf({ session }: ThreadReference, jobId: string): Promise<string> {
  return (await session.api.jobs.get.query({ jobId })).thread.id;
}

/** Before the job's next run; what was done so far stays. */
async function switchAgent({ session, jobId }: JobReference): Promise<void> {
  requireOnline(session);
  const [{ job }, { agents }] = await Promise.all([
    session.api.jobs.get.query({ jobId }),
    session.api.agents.list.query(),
  ]);
  const items = agents
    .filter(({ name }) => name !== job.agent)
    .map(({ name, available, problem, model }) => ({
      label: plainPick(name),
      description: plainPick((available ? model : (problem ?? "not available")) ?? "", 100),
      agent: name,
    }));
  if (items.length === 0) throw new SpoolError("not_available", "the runner is configured with one agent only");
  const placeHolder = `Which agent is to go on instead of ${plainLine(job.agent, 40)}?`;
  const picked = await vscode.window.showQuickPick(items, { title: plainLine(job.title, 80), placeHolder });
  if (!picked) return;
  await session.api.jobs.switchAgent.mutate({ jobId, agent: picked.agent });
  said(`${plainLine(picked.agent, 40)} goes on with ${plainLine(job.title, 80)}`);
}

async function run(command: CommandId, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

function said(text: string): void {
  vscode.window.setStatusBarMessage(`Spool: ${text}`, 5_000);
}

function iconOf({ kind }: NeedAction): string {
  switch (kind) {
    case "answer":
      return "question";
    case "retry":
      return "debug-restart";
    case "release":
      return "play";
    case "switch_agent":
      return "arrow-swap";
    case "open_lane":
      return "key";
    case "open_diff":
      return "diff";
    case "resume_queue":
      return "debug-continue";
    case "see_job":
    case "see_thread":
      return "go-to-file";
    case "see_queue":
      return "list-ordered";
    case "see_questions":
      return "question";
    case "edit_config":
      return "settings-gear";
  }
}
