import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { SpoolClient } from "../../runner/client/client.ts";
import { instruct } from "../builders/scenario.ts";
import { type Ground, makeGround } from "./ground.ts";
import { leftovers } from "./leftovers.ts";
import { until } from "./until.ts";

async function begun(): Promise<Ground & { client: () => Promise<SpoolClient> }> {
  const ground = await makeGround();
  ground.start();
  await ground.ready();
  return ground;
}

/** A job whose agent is at work and goes on when the file `go` is there. */
async function atWork(ground: Ground, client: SpoolClient) {
  const go = join(ground.directory, "go");
  const steps = [
    { run: `echo "$SPOOL_RUN_ID" >> ${ground.starts}` },
    { write: { path: "work.txt", content: "work\n" } },
    { say: "waiting" },
    { wait: go },
    { say: "went on" },
  ];
  const { job } = await client.api.threads.start.mutate({ project: "demo", instruction: instruct("Work", { steps }) });
  const said = await event(client, ({ type, data, jobId }) => {
    return jobId === job.id && type === "agent.message" && "text" in data && data.text === "waiting";
  });
  return { job, go, runId: said.runId ?? "" };
}

async function event(client: SpoolClient, fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent> {
  for await (const item of client.followEvents({}, { after: 0, signal: AbortSignal.timeout(20_000) })) {
    if (item.type !== "reset" && fits(item)) return item;
  }
  throw new Error("the event did not come");
}

async function settled(client: SpoolClient, jobId: string) {
  const ends = new Set(["succeeded", "failed", "blocked", "cancelled"]);
  await event(
    client,
    ({ type, data, jobId: id }) => type === "job.status" && id === jobId && "to" in data && ends.has(data.to),
  );
  return client.api.jobs.get.query({ jobId });
}

function pidIn(ground: Ground, runId: string): number {
  const record = readFileSync(join(ground.data, "runs", runId, "processes", "agent", "pid"), "utf8");
  return Number(/\d+/.exec(record)?.[0]);
}

/** Children of the supervisor: the agent, behind whatever its sandbox puts in between. */
async function agentPid(ground: Ground, runId: string): Promise<number> {
  let pid = pidIn(ground, runId);
  for (;;) {
    const { stdout } = await execa("ps", ["-o", "pid=", "--ppid", String(pid)], { reject: false });
    const child = Number(stdout.trim().split(/\s+/)[0]);
    if (!child) return pid;
    pid = child;
  }
}

test("SIGTERM ends the runner and not the agent; the next runner takes it over, and it is the same agent", async () => {
  await using ground = await begun();
  await using client = await ground.client();
  const { job, go, runId } = await atWork(ground, client);
  const agent = await agentPid(ground, runId);
  expect(await ground.stop()).toBe(0);
  process.kill(agent, 0);
  ground.start();
  await ground.ready();
  await execa("touch", [go]);
  const { runs, job: ended } = await settled(client, job.id);
  expect(ended).toMatchObject({ status: "succeeded", attemptsUsed: 1 });
  expect(runs.map(({ run }) => run.id)).toEqual([runId]);
  expect(await readFile(ground.starts, "utf8")).toBe(`${runId}\n`);
  await ground.stop();
  expect(await leftovers(ground.directory)).toEqual([]);
}, 60_000);

test("a second runner on the same data refuses, and harms neither the first nor its runs", async () => {
  await using ground = await begun();
  await using client = await ground.client();
  const { job, go } = await atWork(ground, client);
  const second = await execa(
    process.execPath,
    [
      join(import.meta.dirname, "../../dist/runner/spool.js"),
      "serve",
      "--config",
      join(ground.directory, "spool.yml"),
      "--listen",
      "127.0.0.1:0",
    ],
    { reject: false, env: { HOME: ground.directory }, timeout: 20_000 },
  );
  expect(second.exitCode).not.toBe(0);
  expect(second.stderr).toContain("another runner uses this data directory");
  await execa("touch", [go]);
  expect((await settled(client, job.id)).job).toMatchObject({ status: "succeeded", attemptsUsed: 1 });
}, 60_000);

test("an agent that is killed has crashed: it costs an attempt, and the next goes on from its work", async () => {
  await using ground = await begun();
  await using client = await ground.client();
  const { job, go, runId } = await atWork(ground, client);
  process.kill(await agentPid(ground, runId), "SIGKILL");
  await execa("touch", [go]);
  const { runs, job: ended, thread } = await settled(client, job.id);
  expect(ended).toMatchObject({ status: "succeeded", attemptsUsed: 2 });
  expect(runs.map(({ run }) => [run.status, run.failureClass])).toEqual([
    ["failed", "agent.crash"],
    ["succeeded", null],
  ]);
  expect(runs[0]?.checkpoints).toHaveLength(1);
  expect(runs[1]?.run.continuedFrom).toBe(runs[0]?.checkpoints[0]?.commit);
  expect(thread.headCommit).not.toBeNull();
}, 60_000);

test("a supervisor that is killed loses the run, which costs no attempt, and takes nobody with it into the dark", async () => {
  await using ground = await begun();
  await using client = await ground.client();
  const { job, go, runId } = await atWork(ground, client);
  const agent = await agentPid(ground, runId);
  process.kill(pidIn(ground, runId), "SIGKILL");
  await until("the agent is ended", () => {
    try {
      process.kill(agent, 0);
      return undefined;
    } catch {
      return true;
    }
  });
  await execa("touch", [go]);
  const { runs, job: ended } = await settled(client, job.id);
  expect(ended).toMatchObject({ status: "succeeded", attemptsUsed: 1 });
  expect(runs.map(({ run }) => [run.status, run.exitCause])).toEqual([
    ["lost", "vanished"],
    ["succeeded", "exit 0"],
  ]);
  expect(runs[1]?.run.continuedFrom).toBe(runs[0]?.checkpoints[0]?.commit);
  await ground.stop();
  expect(await leftovers(ground.directory)).toEqual([]);
}, 60_000);
