import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { queueMessage, sendMessage } from "../../runner/core/commands/threads.ts";
import { moveJob } from "../../runner/core/transitions.ts";
import { operatorCaller } from "../builders/core.ts";
import { type Box, openBox } from "./support/box.ts";
import { moveTo, seedThread } from "./support/seed.ts";

let box: Box;

beforeAll(async () => {
  box = await openBox();
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

/** Lines of a stream as they come, with a deadline for each. */
function linesOf(stream: Readable) {
  const seen: string[] = [];
  const lines = createInterface({ input: stream });
  lines.on("line", (line) => seen.push(line));
  return {
    seen,
    async until(found: (line: string) => boolean): Promise<string> {
      const signal = AbortSignal.timeout(15_000);
      for (;;) {
        const line = seen.find(found);
        if (line !== undefined) return line;
        await once(lines, "line", { signal });
      }
    },
  };
}

async function end(child: ReturnType<Box["start"]>): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = (await once(child, "exit", { signal: AbortSignal.timeout(15_000) })) as [number | null];
  return code;
}

test("start --watch follows the job to its end and exits with its outcome", async () => {
  const child = box.start(["thread", "start", "--watch", "Watch me"]);
  const lines = linesOf(child.stdout!);
  await lines.until((line) => line.includes("Watch me") && line.includes("thread"));
  const [job] = await box.world.core.store.read.jobs.list({}, { limit: 1 });
  await moveTo(box.world, job!.id, "preparing", "running", "succeeded");
  expect(await end(child)).toBe(0);
  expect(lines.seen.some((line) => /^\d\d:\d\d:\d\d job +✓ succeeded$/.test(line))).toBe(true);
});

test("continue --watch --json prints the answer, then one event per line, and exits with 5 when the job failed", async () => {
  const { thread, job } = await seedThread(box.world, "First");
  await moveTo(box.world, job.id, "preparing", "running", "succeeded");
  const child = box.start(["thread", "continue", thread.id, "--watch", "--json", "Second"]);
  const lines = linesOf(child.stdout!);
  await lines.until((line) => line.includes('"type":"job.created"'));
  const [next] = await box.world.core.store.read.jobs.list({}, { limit: 1 });
  await moveTo(box.world, next!.id, "preparing", "running", "failed");
  expect(await end(child)).toBe(5);
  const parsed = lines.seen.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed[0]).toMatchObject({ job: { id: next!.id } });
  const seqs = parsed.slice(1).map(({ seq }) => Number(seq));
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  expect(parsed.at(-1)).toMatchObject({ thread_id: thread.id });
  expect(parsed.some(({ job_id: id }) => id === job.id)).toBe(false);
});

test("watching a repeat of what ended long ago ends at once with its outcome", async () => {
  const { thread, job } = await seedThread(box.world, "Repeat");
  await moveTo(box.world, job.id, "preparing", "succeeded");
  const args = ["thread", "continue", thread.id, "--idempotency-key", "again", "Once"];
  expect(await box.spool(args)).toMatchObject({ code: 0 });
  const [next] = await box.world.core.store.read.jobs.list({}, { limit: 1 });
  await moveTo(box.world, next!.id, "preparing", "failed");
  expect(await box.spool([...args, "--watch"])).toMatchObject({ code: 5 });
});

test("Ctrl-C stops watching, not the work", async () => {
  const { thread, job } = await seedThread(box.world, "Go on without me");
  await moveTo(box.world, job.id, "preparing", "running");
  const child = box.start(["thread", "watch", thread.id]);
  const lines = linesOf(child.stdout!);
  const notes = linesOf(child.stderr!);
  await lines.until((line) => line.includes("Go on without me"));
  child.kill("SIGINT");
  expect(await end(child)).toBe(130);
  expect(notes.seen).toEqual(["spool: no longer watching; the work goes on"]);
  expect((await box.world.core.store.read.jobs.get(job.id))!).toMatchObject({
    status: "running",
    cancelRequestedAt: null,
  });
});

test("a reader that goes away ends the program quietly", async () => {
  const { thread, job } = await seedThread(box.world, "Nobody reads");
  await moveTo(box.world, job.id, "preparing", "running");
  const child = box.start(["thread", "watch", thread.id, "--json"]);
  const notes = linesOf(child.stderr!);
  await linesOf(child.stdout!).until(() => true);
  child.stdout!.destroy();
  await moveTo(box.world, job.id, "verifying", "running");
  expect(await end(child)).toBe(0);
  expect(notes.seen).toEqual([]);
});

test("watching survives a thread that is blocked by a question until it is answered", async () => {
  const { thread, job } = await seedThread(box.world, "Wait for it");
  await moveTo(box.world, job.id, "preparing", "running");
  const child = box.start(["thread", "watch", thread.id]);
  const lines = linesOf(child.stdout!);
  await lines.until((line) => line.includes("Wait for it"));
  await moveTo(box.world, job.id, "waiting_approval");
  await lines.until((line) => line.includes("needs you"));
  await moveTo(box.world, job.id, "running", "cancelled");
  expect(await end(child)).toBe(6);
});

test("queue pause --drain waits until the last job at work has ended", async () => {
  const { job } = await seedThread(box.world, "At work");
  await moveTo(box.world, job.id, "preparing", "running");
  const child = box.start(["queue", "pause", "--drain"]);
  const notes = linesOf(child.stderr!);
  await notes.until((line) => line.includes("waiting for"));
  for (const active of await box.world.core.store.read.jobs.active()) await moveTo(box.world, active.id, "succeeded");
  expect(await end(child)).toBe(0);
  expect(notes.seen[0]).toMatch(/^spool: waiting for \d+ jobs? at work$/);
  const pauses = await box.world.core.store.read.pauses.list();
  expect(pauses).toHaveLength(1);
});

test("a message that becomes a job as the one before it ends is watched to its end", async () => {
  const { core } = box.world;
  const { thread, job } = await seedThread(box.world, "First of two");
  await moveTo(box.world, job.id, "preparing", "running");
  await sendMessage(core, operatorCaller(), { threadId: thread.id, text: "and the second" });
  const child = box.start(["thread", "watch", thread.id]);
  const lines = linesOf(child.stdout!);
  await lines.until((line) => line.includes("and the second"));
  const next = await core.store.write(async (transaction) => {
    const now = core.clock.now();
    const current = await transaction.jobs.get(job.id);
    await moveJob(transaction, current!, "cancelled", { now });
    const [message] = await transaction.messages.kept(thread.id);
    return (await queueMessage(core, transaction, { message: message!, thread, caller: operatorCaller(), now })).job;
  });
  await lines.until((line) => line.includes("becomes the next job"));
  await moveTo(box.world, next.id, "preparing", "running", "failed");
  expect(await end(child)).toBe(5);
  expect(lines.seen.some((line) => line.includes("✗ failed: the checks failed"))).toBe(true);
});
