import { join } from "node:path";
import type { OutboxEntry } from "../../../shared/model/records.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { findJob, findThread } from "../../core/references.ts";
import type { Writes } from "../../store/port.ts";
import { addArtifacts } from "../artifacts.ts";
import { Detached, type RunContext } from "../context.ts";
import type { RunEvent } from "../ledger.ts";
import { firstOf } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/** The run goes on, and this is what the log is told of it. */
interface Published {
  kind: "done";
  events: RunEvent[];
}

/**
 * Puts the commit that passed preflight on the thread's branch, exports the thread's patches, and pushes when the policy
 * says so: that very commit, and no other. Each part can be repeated; the push is looked up before it is made.
 */
export async function publish(context: RunContext): Promise<Verdict | Published> {
  const { ledger, job, workspaces, projectSettings } = context;
  const thread = await findThread(ledger.core.store.read, ledger.run.threadId);
  const committed = ledger.run.progress.checkedCommit;
  if (committed !== null) await takeOver(context, thread, committed);
  if (committed === null || job.publish === "none") {
    return published(context, { commit: committed, commits: 0, files: 0, additions: 0, deletions: 0 });
  }
  const base = thread.baseCommit ?? committed;
  const directory = join(context.settings.paths.artifacts, thread.id, ledger.run.id, "patches");
  const { source } = projectSettings;
  const exported = await workspaces.exportPatches(source, {
    base,
    commit: committed,
    branch: thread.branch,
    directory,
  });
  await addArtifacts(context, exported.files);
  const { files, additions, deletions } = await workspaces.changes(source, base, committed);
  if (job.publish === "branch") {
    const failed = await pushBranch(context, thread.branch, committed);
    if (failed) return failed;
  }
  const { commits } = exported;
  return published(context, { commit: committed, commits, files: files.length, additions, deletions });
}

/** From here on the commit is the thread's. */
async function takeOver(
  { ledger, workspaces, projectSettings, ...context }: RunContext,
  thread: Thread,
  commit: string,
) {
  await workspaces.moveBranch(projectSettings.source, { branch: thread.branch, commit });
  if (context.detached.aborted) throw new Detached();
  await ledger.record({ headCommit: commit }, [], async (transaction) => {
    await transaction.threads.update(thread.id, { headCommit: commit, continueFrom: commit });
  });
}

function published(
  { ledger, job }: RunContext,
  result: { commit: string | null; commits: number; files: number; additions: number; deletions: number },
): Published {
  const data = { policy: job.publish, branch: ledger.run.branch, ...result };
  return { kind: "done", events: [{ type: "publish.done", data }] };
}

/** The push is an outbox entry; this waits until the outbox has made it or given up. */
async function pushBranch(context: RunContext, branch: string, commit: string): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const { run, core } = ledger;
  const key = `push:${run.projectId}:${branch}:${commit}`;
  const now = ledger.now();
  const entry: OutboxEntry = {
    id: core.ids.make("outbox"),
    key,
    kind: "push_branch",
    threadId: run.threadId,
    jobId: run.jobId,
    runId: run.id,
    payload: { projectId: run.projectId, branch, commit },
    state: "pending",
    attempts: 0,
    dueAt: now,
    error: null,
    createdAt: now,
    doneAt: null,
  };
  let cancelled = false;
  await ledger.record({}, [], async (transaction) => {
    // A cancel withdraws what it finds asked for; this would come after it.
    cancelled = (await findJob(transaction, run.jobId)).cancelRequestedAt !== null;
    if (cancelled || !(await askFor(transaction, entry))) return;
    const { projectId, threadId, jobId, id: runId } = run;
    const data = { kind: entry.kind, key };
    await transaction.events.append([{ type: "outbox.requested", projectId, threadId, jobId, runId, data }], now);
  });
  if (cancelled) return { kind: "cancelled" };
  // Not before: what an earlier run was told would be taken for the answer to this one.
  const settled = watchOutbox(context, key);
  try {
    const first = await firstOf(context, settled.promise, now + job.timeoutMs);
    if (first.kind === "detached") throw new Detached();
    if (first.kind === "cancelled") return { kind: "cancelled" };
    if (first.kind === "deadline")
      return { kind: "blocked", class: "publish.timeout", message: `pushing ${branch} did not end` };
    if (first.value === null) return undefined;
    return { kind: "blocked", class: "publish.failed", message: `pushing ${branch} failed: ${first.value}` };
  } finally {
    settled[Symbol.dispose]();
  }
}

/** False when there is nothing more to ask for: a former life of this run has done it, or it was made for another. */
async function askFor(transaction: Writes, entry: OutboxEntry): Promise<boolean> {
  const before = await transaction.outbox.byKey(entry.key);
  const { jobId, runId, dueAt } = entry;
  switch (before?.state) {
    case undefined:
      return transaction.outbox.insert(entry);
    case "done":
      return false;
    case "pending":
    case "begun":
      if (before.runId === runId) return false;
      await transaction.outbox.update(before.id, { jobId, runId });
      return true;
    case "failed":
    case "withdrawn":
      await transaction.outbox.update(before.id, { state: "pending", attempts: 0, dueAt, error: null, jobId, runId });
      return true;
  }
}

/** Resolves to null when the entry is done, to its error when the outbox gave up. */
function watchOutbox(context: RunContext, key: string): Disposable & { promise: Promise<string | null> } {
  const { store } = context.ledger.core;
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  // Waited for by the caller; until then a failed look must not end the runner.
  promise.catch(() => undefined);
  const look = () => void lookOnce().catch(reject);
  const lookOnce = async () => {
    const entry = await store.read.outbox.byKey(key);
    if (entry?.state === "done") resolve(null);
    if (entry?.state === "failed") resolve(entry.error ?? "unknown error");
  };
  const subscription = store.onCommit((events) => {
    if (events.some(({ type }) => type === "outbox.done" || type === "outbox.failed")) look();
  });
  look();
  return { promise, [Symbol.dispose]: () => subscription[Symbol.dispose]() };
}
