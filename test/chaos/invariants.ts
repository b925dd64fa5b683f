import { isDeepStrictEqual } from "node:util";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import type { Store } from "../../runner/store/port.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import { isJobFinal } from "../../shared/machines/job.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Driver } from "./driver.ts";
import type { Follower } from "./follower.ts";
import type { Ground } from "./ground.ts";
import { brokenBudgets } from "./invariants-budgets.ts";
import { brokenGates } from "./invariants-gates.ts";
import { brokenGit } from "./invariants-git.ts";
import { brokenRuns } from "./invariants-runs.ts";
import { leftovers } from "./leftovers.ts";

/** What is not as promised after a storm, as sentences. */
export async function broken(
  ground: Ground,
  driver: Driver,
  followers: readonly Follower[],
): Promise<{ violations: string[]; runs: number; events: number }> {
  const store = await openSqliteStore(ground.data, {
    onCorrupt: (error) => violations.push(`damaged: ${error.message}`),
  });
  const violations: string[] = [];
  try {
    const events = await wholeLog(store);
    const runs = await allRuns(store, driver);
    for (const [index, follower] of followers.entries()) brokenStream(violations, events, follower, index + 1);
    await brokenJobs(violations, store, driver, events);
    await brokenGates(violations, { store, driver, events });
    await brokenBudgets(violations, { store, driver, events, runs });
    await brokenRuns(violations, { ground, store, driver, events, runs });
    await brokenGit(violations, { ground, store, driver, runs });
    violations.push(...(await leftovers(ground.directory)));
    return { violations, runs: runs.length, events: events.length };
  } finally {
    await store.close();
  }
}

async function wholeLog(store: Store): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  for (;;) {
    const page = await store.read.events.after(events.at(-1)?.seq ?? 0, {}, 1_000);
    if (page.length === 0) return events;
    events.push(...page);
  }
}

async function allRuns(store: Store, driver: Driver): Promise<Run[]> {
  const threads = new Set(driver.jobs.map(({ threadId }) => threadId));
  const runs: Run[] = [];
  for (const threadId of threads) {
    for (const job of await store.read.jobs.forThread(threadId)) runs.push(...(await store.read.runs.forJob(job.id)));
  }
  return runs;
}

/** Gapless, in order, each once, and the same as what is stored. */
function brokenStream(violations: string[], log: readonly TimelineEvent[], follower: Follower, name: number): void {
  for (const [index, event] of log.entries()) {
    if (event.seq !== index + 1) return void violations.push(`the log has ${event.seq} at place ${index + 1}`);
    const seen = follower.seen[index];
    // Nobody is connected any more when the last runner says that it stops.
    if (!seen && event.type === "runner.stopped" && index === log.length - 1) continue;
    if (seen?.seq !== event.seq) return void violations.push(`client ${name} saw ${seen?.seq} instead of ${event.seq}`);
    if (!isDeepStrictEqual(seen, event)) {
      return void violations.push(`client ${name} saw another event ${event.seq} than the stored one`);
    }
  }
  if (follower.seen.length > log.length) violations.push(`client ${name} saw more events than there are`);
}

async function brokenJobs(
  violations: string[],
  store: Store,
  driver: Driver,
  events: readonly TimelineEvent[],
): Promise<void> {
  const threads = await store.read.threads.list({}, { limit: 10_000 });
  if (threads.length !== driver.jobs.length) {
    violations.push(`${driver.jobs.length} threads were acknowledged, there are ${threads.length}`);
  }
  const jobs = (await Promise.all(threads.map(({ id }) => store.read.jobs.forThread(id)))).flat();
  const queued = driver.messages.filter(({ behaviour }) => !behaviour.message?.taken);
  if (jobs.length !== driver.jobs.length + queued.length) {
    violations.push(`${driver.jobs.length} jobs and ${queued.length} messages became ${jobs.length} jobs`);
  }
  const changes = Map.groupBy(
    events.filter((event) => event.type === "job.status"),
    (event) => event.jobId ?? "",
  );
  for (const job of jobs) {
    const own = changes.get(job.id) ?? [];
    const known = driver.jobs.find(({ jobId }) => jobId === job.id);
    const asksAsBlocked = known?.behaviour.spending !== undefined;
    const finals = own.filter(({ data: { to } }) => isJobFinal(to) || (to === "blocked" && !asksAsBlocked));
    if (finals.length !== 1) violations.push(`job ${job.id} ended ${finals.length} times`);
    const expected = known?.behaviour.expected ?? ["succeeded"];
    if (!expected.includes(job.status)) {
      violations.push(
        `job ${job.id} (${known?.number ?? "of a message"}, ${known?.behaviour.name}) is ${job.status}: ${job.reason}`,
      );
    }
    for (const [index, event] of own.entries()) {
      const before = own[index - 1]?.data.to;
      if (before !== undefined && before !== event.data.from) {
        violations.push(`job ${job.id} went from ${event.data.from} but was ${before}`);
      }
    }
    if (job.owner !== null || job.leaseUntil !== null) violations.push(`job ${job.id} ended and is still held`);
  }
  await brokenPromises(violations, store, driver, events);
}

/** Answers, messages, dependencies. */
async function brokenPromises(
  violations: string[],
  store: Store,
  driver: Driver,
  events: readonly TimelineEvent[],
): Promise<void> {
  for (const { behaviour, jobId, number, threadId } of driver.jobs) {
    if (behaviour.asks) {
      const approvals = await store.read.approvals.forJob(jobId);
      for (const approval of approvals) {
        const decided = events.filter(
          (event) => event.type === "approval.decided" && event.data.approvalId === approval.id,
        );
        if (decided.length !== 1) violations.push(`approval ${approval.id} was decided ${decided.length} times`);
      }
      const perRun = Map.groupBy(approvals, ({ runId }) => runId);
      for (const [runId, asked] of perRun)
        if (asked.length !== 1) violations.push(`run ${runId} asked ${asked.length} times`);
      const denials = events.filter((event) => event.type === "agent.denied" && event.jobId === jobId).length;
      const expected = behaviour.asks === "reject" ? perRun.size : 0;
      if (denials !== expected) violations.push(`job ${number}: ${denials} denials are told, not ${expected}`);
    }
    if (behaviour.afterPrevious) {
      const other = driver.jobs.find((job) => job.number === number - 1);
      const done = events.find(
        (event) => event.type === "job.status" && event.jobId === other?.jobId && isJobFinal(event.data.to),
      );
      const began = events.find((event) => event.type === "run.started" && event.threadId === threadId);
      if (other && began && !(done && done.seq < began.seq))
        violations.push(`job ${number} did not wait for the one before`);
    }
  }
  for (const { messageId, threadId, behaviour } of driver.messages) {
    const settled = events.filter(
      (event) =>
        (event.type === "message.delivered" || event.type === "message.queued") && event.data.messageId === messageId,
    );
    if (settled.length !== 1)
      violations.push(`message ${messageId} of ${threadId} was passed on ${settled.length} times`);
    const wanted = behaviour.message?.taken ? "message.delivered" : "message.queued";
    if (settled.some(({ type }) => type !== wanted)) violations.push(`message ${messageId} was not ${wanted}`);
  }
  const due = await store.read.outbox.nextDue();
  if (due !== undefined) violations.push("the outbox is not empty");
}
