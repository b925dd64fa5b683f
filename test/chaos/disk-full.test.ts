import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { SpoolError } from "../../shared/errors.ts";
import { instruct } from "../builders/scenario.ts";
import { makeGround } from "./ground.ts";
import { leftovers } from "./leftovers.ts";
import { until } from "./until.ts";

/** A small disk of its own; undefined where this account may not mount one. */
async function smallDisk(): Promise<({ path: string } & AsyncDisposable) | undefined> {
  const path = await mkdtemp(join(tmpdir(), "spool-disk-"));
  const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=48m,mode=0700", "spool-chaos", path], {
    reject: false,
  });
  if (mounted.failed) {
    await rm(path, { recursive: true });
    return undefined;
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      await until("the disk is let go", async () => !(await execa("umount", [path], { reject: false })).failed, 10_000);
      await rm(path, { recursive: true });
    },
  };
}

test("a full disk refuses what it cannot keep, holds up what runs, and is over when there is room again", async (context) => {
  await using disk = await smallDisk();
  if (!disk) {
    process.stdout.write("skipped: only root may mount the small disk that this test fills\n");
    return context.skip();
  }
  await using ground = await makeGround({ data: disk.path });
  ground.start();
  await ground.ready();
  await using client = await ground.client();
  const [filler, go] = [join(disk.path, "filler"), join(ground.directory, "go")];
  const say = (text: string) => ({ say: text });
  const steps = [
    { run: `echo "$SPOOL_RUN_ID" >> ${ground.starts}` },
    { write: { path: "work.txt", content: "work\n" } },
    say("before"),
    { wait: go },
    say("while full"),
    { sleep: 1_500 },
    say("after"),
  ];
  const { job } = await client.api.threads.start.mutate({ project: "demo", instruction: instruct("Work", { steps }) });
  const texts = async () =>
    (await client.api.events.list.query({ threadId: job.threadId, after: 0, limit: 1_000 })).events.flatMap((event) =>
      event.type === "agent.message" ? [event.data.text] : [],
    );
  await until("the agent is at work", async () => (await texts()).includes("before"));
  await until("the pool is full", async () => {
    const { worktrees } = await client.api.worktrees.list.query({});
    return worktrees.filter(({ state }) => state === "ready").length === 2;
  });

  await execa("dd", ["if=/dev/zero", `of=${filler}`, "bs=64k"], { reject: false });
  await execa("dd", ["if=/dev/zero", `of=${filler}.rest`, "bs=512"], { reject: false });
  expect((await statfs(disk.path)).bfree).toBe(0);
  const accepted: string[] = [];
  const more = { project: "demo", instruction: instruct("More", { steps: [say("more")] }), hold: true };
  const refused = await until("a command is refused", async () => {
    try {
      const started = await client.api.threads.start.mutate({ ...more, idempotencyKey: `more-${accepted.length}` });
      accepted.push(started.job.id);
      return undefined;
    } catch (error) {
      return error instanceof SpoolError ? error : undefined;
    }
  });
  expect(refused).toMatchObject({ code: "store_failed", hint: expect.stringContaining("space") });
  await execa("touch", [go]);
  await until("the runner noticed", async () => (await readFile(ground.log, "utf8")).includes("SQLITE_FULL"));
  expect(await texts()).toEqual(["before"]);
  expect((await fetch(`${(await client.api.status.query()).address}/healthz`)).ok).toBe(true);

  await rm(filler);
  await rm(`${filler}.rest`, { force: true });
  const again = await client.api.threads.start.mutate({ ...more, idempotencyKey: `more-${accepted.length}` });
  accepted.push(again.job.id);
  const ended = await until("the job ends", async () => {
    const detail = await client.api.jobs.get.query({ jobId: job.id });
    return detail.job.finishedAt === null ? undefined : detail;
  });
  expect(ended.job, ended.job.reason ?? "").toMatchObject({ status: "succeeded", attemptsUsed: 1 });
  expect(await texts()).toEqual(["before", "while full", "after"]);
  expect((await readFile(ground.starts, "utf8")).trim().split("\n")).toHaveLength(1);
  const { jobs } = await client.api.jobs.list.query({ status: "pending" });
  expect(jobs.map(({ id }) => id).toSorted()).toEqual(accepted.toSorted());
  expect(await ground.stop()).toBe(0);
  expect(await leftovers(ground.directory)).toEqual([]);
  expect(existsSync(join(disk.path, "spool.db"))).toBe(true);
}, 120_000);
