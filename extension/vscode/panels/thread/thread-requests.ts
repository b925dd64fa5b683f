import * as vscode from "vscode";
import { notFound, SpoolError } from "../../../../shared/errors.ts";
import { isJobActive, isJobWaiting } from "../../../../shared/machines/job.ts";
import type { ThreadDetail } from "../../../../shared/api/views.ts";
import type { Job } from "../../../../shared/model/job.ts";
import { type EventPage, type ThreadAction, threadPanelInputs } from "../../../../shared/panels/thread.ts";
import type { CommandId } from "../../../manifest/commands.ts";
import type { FileState } from "../../../common/changes/file-address.ts";
import { composerKey } from "../../../common/compose/submit.ts";
import type { KeptDrafts } from "../../../common/drafts/kept-drafts.ts";
import type { ChangesReference, JobReference } from "../../../common/references.ts";
import { lastSeqBefore } from "../../../common/panels/event-before.ts";
import type { RunnerSession } from "../../../common/session/session.ts";
import { toFileUri } from "../../changes/uris.ts";
import { downloadArtifacts } from "../../artifacts/download-artifacts.ts";
import type { EditorSelection } from "../../documents/editor-selection.ts";
import type { TextDocuments } from "../../documents/text-documents.ts";
import { pickLog } from "../../logs/pick-log.ts";
import { openLink } from "../open-link.ts";
import { handler } from "../webview-panel.ts";

const pageSize = 1_000;

/** What the requests of one panel are answered with. */
export interface RequestGround {
  threadId: string;
  runnerId: string;
  /** Throws with the reason when there is none. */
  session: () => RunnerSession;
  /** As last read. */
  detail: () => ThreadDetail | undefined;
  texts: TextDocuments;
  drafts: KeptDrafts;
  selection: EditorSelection;
}

/** What answers each request of the thread's webview, but for the first. */
export function threadRequests(ground: RequestGround) {
  const { threadId, runnerId, session, texts, drafts } = ground;
  const inputs = threadPanelInputs;
  return {
    olderEvents: handler(inputs.olderEvents, async ({ before }): Promise<EventPage> => {
      const { events } = await session().api.events.list.query({ threadId, before, limit: pageSize });
      return { events, complete: events.length < pageSize };
    }),
    newerEvents: handler(inputs.newerEvents, ({ after }) => pageAfter(session(), threadId, after)),
    eventsFrom: handler(inputs.eventsFrom, async ({ at }) => {
      const { api } = session();
      const { lastSeq } = await api.events.list.query({ threadId, limit: 1 });
      const after = await lastSeqBefore(at, lastSeq, async (seq) => {
        const { events } = await api.events.list.query({ threadId, after: seq, limit: 1 });
        return events[0];
      });
      return pageAfter(session(), threadId, after);
    }),
    agents: handler(inputs.agents, async () => (await session().api.agents.list.query()).agents),
    forecast: handler(inputs.forecast, async (asked) => {
      const project = ground.detail()?.project.name;
      if (project === undefined) throw new SpoolError("not_available", "the thread is not there yet");
      return session().api.forecast.query({ project, ...asked });
    }),
    decide: handler(inputs.decide, async (request) => {
      await session().api.approvals.decide.mutate(request);
      return null;
    }),
    send: handler(inputs.send, async ({ text }) => {
      await session().api.threads.send.mutate({ threadId, text });
      return null;
    }),
    startJob: handler(inputs.startJob, async (job) => {
      await session().api.threads.continue.mutate({ threadId, ...job });
      return null;
    }),
    saveDraft: handler(inputs.saveDraft, async ({ text }) => {
      await drafts.write(session(), threadId, composerKey, text);
      return null;
    }),
    openText: handler(inputs.openText, async ({ source }) => {
      if (source.kind === "event") {
        await texts.show({ runnerId, threadId, ...source }, `event-${source.seq}.txt`);
        return null;
      }
      const { runId, process } = source;
      const name = await pickLog({ session: session(), threadId, runId }, "Open Full Log", process);
      if (name !== undefined) await texts.show({ runnerId, kind: "log", runId, name }, `${runId}/${name}`);
      return null;
    }),
    openFile: handler(inputs.openFile, async ({ path, line }) => {
      const state = latestFiles(ground.detail());
      if (!state) throw new SpoolError("not_available", "the thread has no files yet");
      const at = new vscode.Position((line ?? 1) - 1, 0);
      await vscode.window.showTextDocument(toFileUri({ runner: runnerId, thread: threadId, state }, path), {
        preview: true,
        ...(line !== undefined && { selection: new vscode.Range(at, at) }),
      });
      return null;
    }),
    openLink: handler(inputs.openLink, async ({ url }) => {
      await openLink(url);
      return null;
    }),
    openChanges: handler(inputs.openChanges, async ({ runId, checkpointId, path }) => {
      const scope =
        runId === undefined
          ? ({ kind: "thread" } as const)
          : checkpointId === undefined
            ? ({ kind: "run", runId } as const)
            : ({ kind: "turn", runId, checkpointId } as const);
      const reference: ChangesReference = { session: session(), threadId, scope, ...(path !== undefined && { path }) };
      await vscode.commands.executeCommand("spool.openChanges", reference);
      return null;
    }),
    reviewPlan: handler(inputs.reviewPlan, async ({ approvalId }) => {
      await vscode.commands.executeCommand("spool.reviewPlan", { session: session(), threadId, approvalId });
      return null;
    }),
    act: handler(inputs.act, async ({ action }) => {
      await act(ground, action);
      return null;
    }),
    download: handler(inputs.download, async ({ artifactId }) => {
      const artifact = ground.detail()?.artifacts.find(({ id }) => id === artifactId);
      if (!artifact) throw notFound("artifact", artifactId);
      await downloadArtifacts(session(), [artifact]);
      return null;
    }),
    copy: handler(inputs.copy, async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    }),
    attachSelection: handler(inputs.attachSelection, async () => ground.selection.read()),
  };
}

async function pageAfter(session: RunnerSession, threadId: string, after: number): Promise<EventPage> {
  const { events } = await session.api.events.list.query({ threadId, after, limit: pageSize });
  return { events, complete: events.length < pageSize };
}

/** The thread's files as they are now, else as they were last seen. */
function latestFiles(detail: ThreadDetail | undefined): FileState | undefined {
  const latest = detail?.runs.at(-1)?.run;
  if (latest?.status === "running" && latest.worktreeId !== null) return { liveRun: latest.id };
  const checkpoint = detail?.runs.findLast(({ checkpoints }) => checkpoints.length > 0)?.checkpoints.at(-1);
  const commit = checkpoint?.commit ?? detail?.thread.headCommit ?? detail?.thread.baseCommit ?? undefined;
  return commit === undefined ? undefined : { commit };
}

/** By the cockpit's own commands: what they ask and say is the same from wherever they are called. */
async function act({ session, threadId, detail }: RequestGround, action: ThreadAction): Promise<void> {
  const run = async (command: CommandId, ...args: unknown[]) => {
    await vscode.commands.executeCommand(command, ...args);
  };
  const ofJob = (job: Job | undefined): JobReference => {
    if (!job) throw new SpoolError("not_available", "the thread has no such job");
    return { session: session(), threadId, jobId: job.id };
  };
  const jobs = detail()?.jobs ?? [];
  switch (action) {
    case "cancel":
      return run("spool.cancelJob", ofJob(jobs.findLast(({ status }) => isJobActive(status) || isJobWaiting(status))));
    case "retry":
      return run("spool.retryJob", ofJob(jobs.at(-1)));
    case "seeTo":
      return run("spool.seeTo", { session: session(), threadId });
    case "archive":
      return run("spool.archiveThread", { session: session(), threadId });
    case "unarchive":
      return run("spool.unarchiveThread", { session: session(), threadId });
    case "reconnect":
      return run("spool.reconnect");
    case "connect":
      return run("spool.connect");
  }
}
