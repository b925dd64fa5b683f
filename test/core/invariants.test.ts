import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decideApproval } from "../../runner/core/commands/approvals.ts";
import { cancelJob, retryJob } from "../../runner/core/commands/jobs.ts";
import { pauseQueue, resumeQueue } from "../../runner/core/commands/queue.ts";
import { archiveThread } from "../../runner/core/commands/archive-thread.ts";
import { continueThread, sendMessage } from "../../runner/core/commands/threads.ts";
import { planDispatch, readQueue } from "../../runner/core/dispatch.ts";
import { moveJob, refreshThread, subjectOf } from "../../runner/core/transitions.ts";
import { SpoolError } from "../../shared/errors.ts";
import { canMoveJob, isJobActive } from "../../shared/machines/job.ts";
import { deriveThreadStatus } from "../../shared/machines/thread.ts";
import { jobStatuses } from "../../shared/model/job.ts";
import { openWorld, type World } from "../builders/core.ts";
import { approvalRow } from "../builders/rows.ts";
import { ada, start } from "./support/work.ts";

/** `pick` chooses among the threads, jobs or questions there are; `to` is where the engine moves a job. */
const step = fc.record({
  kind: fc.constantFrom(
    "start",
    "continue",
    "read",
    "send",
    "hold",
    "cancel",
    "retry",
    "archive",
    "pause",
    "resume",
    "dispatch",
    "dispatch",
    "move",
    "move",
    "ask",
    "decide",
  ),
  pick: fc.nat(),
  to: fc.constantFrom(...jobStatuses),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

function picked<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)];
}

async function perform(world: World, { kind, pick, to }: Step): Promise<void> {
  const { core } = world;
  const threadId = picked(await core.store.read.threads.list({}, { limit: 1000 }), pick)?.id ?? "none";
  const job = picked(await core.store.read.jobs.list({}, { limit: 1000 }), pick);
  const jobId = job?.id ?? "none";
  const now = core.clock.now();
  switch (kind) {
    case "start":
      return void (await start(world));
    case "continue":
      return void (await continueThread(core, ada, { threadId, instruction: "more" }));
    case "read":
      return void (await continueThread(core, ada, { threadId, instruction: "look", jobType: "review" }));
    case "hold":
      return void (await continueThread(core, ada, { threadId, instruction: "later", hold: true }));
    case "send":
      return void (await sendMessage(core, ada, { threadId, text: "and this" }));
    case "cancel":
      return void (await cancelJob(core, ada, { jobId }));
    case "retry":
      return void (await retryJob(core, ada, { jobId }));
    case "archive":
      return void (await archiveThread(core, ada, { threadId }));
    case "pause":
      return void (await pauseQueue(core, ada, {}));
    case "resume":
      return void (await resumeQueue(core, ada, {}));
    case "dispatch":
      return dispatch(world);
    case "move":
      if (job && isJobActive(job.status) && canMoveJob(job.status, to)) {
        await core.store.write((transaction) => moveJob(transaction, job, to, { now }));
      }
      return undefined;
    case "ask":
      if (job?.status === "running") {
        await core.store.write(async (transaction) => {
          const id = core.ids.make("approval");
          await transaction.approvals.insert(
            approvalRow({ id, requestKey: id, jobId, threadId: job.threadId, runId: null }),
          );
          await moveJob(transaction, job, "waiting_approval", { now });
        });
      }
      return undefined;
    case "decide": {
      const approvalId = picked(await core.store.read.approvals.pending(), pick)?.id ?? "none";
      return void (await decideApproval(core, ada, { approvalId, decision: pick % 2 ? "approve" : "reject" }));
    }
  }
}

/** What the engine does with a plan: everything that is to start is claimed, each claim with its event. */
async function dispatch(world: World): Promise<void> {
  const { core } = world;
  await core.store.write(async (transaction) => {
    const now = core.clock.now();
    for (const { job, reason } of planDispatch(await readQueue(core, transaction)).entries) {
      if (reason.kind !== "starting") continue;
      const claimed = await transaction.jobs.claim(job.id, { owner: "runner-1", now, leaseUntil: now + 1_000 });
      // A plan that names a job which cannot be claimed would be tried again for ever.
      expect(claimed?.status).toBe("preparing");
      const data = { from: job.status, to: "preparing", reason: null } as const;
      await transaction.events.append([{ type: "job.status", ...subjectOf(job), data }], now);
      await refreshThread(transaction, job.threadId, now);
    }
  });
}

async function expectInvariants(world: World): Promise<void> {
  const { read } = world.core.store;
  const active = await read.jobs.active();
  expect(active.length).toBeLessThanOrEqual(world.limits.maxConcurrentJobs);
  const writing = active.filter((job) => job.writeMode === "workspace_write").map((job) => job.threadId);
  expect(new Set(writing).size).toBe(writing.length);
  for (const thread of await read.threads.list({}, { limit: 1000 })) {
    const jobs = (await read.jobs.forThread(thread.id)).map((job) => job.status);
    expect(thread.status).toBe(deriveThreadStatus({ archived: thread.archivedAt !== null, jobs }));
  }
}

/** The statuses as the log tells them, each change starting where the one before ended. */
async function replayed(world: World): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  for (const event of await world.core.store.read.events.after(0, {}, 10_000)) {
    if (event.type === "thread.created") statuses.set(event.threadId ?? "", "open");
    if (event.type !== "thread.status" && event.type !== "job.status") continue;
    const id = (event.type === "job.status" ? event.jobId : event.threadId) ?? "";
    expect(event.data.from).toBe(statuses.get(id) ?? event.data.from);
    statuses.set(id, event.data.to);
  }
  return statuses;
}

test("whatever is asked in whatever order, one job writes per thread and the log tells what the rows hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
      await using world = await openWorld();
      for (const next of steps) {
        world.advance(1);
        await perform(world, next).catch((error: unknown) => {
          // A refusal is an answer; anything else is a defect.
          if (!SpoolError.is(error) || error.code === "internal" || error.code === "store_failed") throw error;
        });
        await expectInvariants(world);
      }
      const { read } = world.core.store;
      const told = await replayed(world);
      for (const thread of await read.threads.list({}, { limit: 1000 }))
        expect(told.get(thread.id)).toBe(thread.status);
      for (const job of await read.jobs.list({}, { limit: 1000 })) {
        expect(told.get(job.id) ?? (job.status === "pending" ? "pending" : "queued")).toBe(job.status);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
