import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programs, supported } from "../../agents/install.ts";
import { type Fleet, type Started, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

const agents = [...vendors, "acp"];

describe.skipIf(!supported)("an agent in the middle of its work", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  async function proofs({ threadId }: Started): Promise<number[][]> {
    const events = await fleet.eventsOf(threadId);
    return events.flatMap((event) => (event.type === "processes.ended" ? [event.data.survivors] : []));
  }

  test.concurrent.each(agents)("%s is cancelled while its command runs", async (agent) => {
    const started = await fleet.start(agent, "linger", { permissions: "allow" });
    await fleet.wrote(started, "begun.txt");
    await fleet.bed.client.api.jobs.cancel.mutate({ jobId: started.jobId });
    const { job, runs, thread } = await fleet.settled(started);
    expect([job.status, runs[0]?.run.status]).toEqual(["cancelled", "cancelled"]);
    expect(await fleet.processes(started)).toEqual([]);
    expect(await proofs(started)).toEqual([[]]);
    expect(thread.continueFrom).toBe(runs[0]?.checkpoints.at(-1)?.commit);
    const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: thread.id });
    expect(files.map(({ path }) => path)).toEqual(["begun.txt"]);
  });

  test.concurrent.each(agents)("%s is killed and goes on in its session", async (agent) => {
    const started = await fleet.start(agent, "linger", { permissions: "allow", retryLimit: 1 });
    await fleet.wrote(started, "begun.txt");
    const program =
      { claude: programs.claude, gemini: programs.gemini, acp: "scripted-agent" }[agent] ?? programs.codex;
    for (const { pid } of await fleet.processes(started)) {
      // The supervisor's command line names the program too, and it must live to tell the end.
      const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      if (words.slice(0, 2).some((word) => word.includes(program))) process.kill(pid, "SIGKILL");
    }
    const { job, runs } = await fleet.settled(started);
    expect([job.status, job.reason, job.attemptsUsed]).toEqual(["succeeded", null, 2]);
    // Gemini looks for its sessions by worktree, and each run has its own: it says so and then begins anew.
    const missing = agent === "gemini" ? ["agent.session_missing"] : [];
    expect(runs.map(({ run }) => run.failureClass)).toEqual(["agent.crash", ...missing, null]);
    expect(runs.at(-1)?.run).toMatchObject({ status: "succeeded", summary: "Went on." });
    if (missing.length === 0) expect(runs[1]?.run.sessionId).toBe(runs[0]?.run.sessionId);
    expect(await proofs(started)).toEqual(runs.map(() => []));
  });

  test("goes on while there is no runner, and nothing is told twice", async () => {
    const alone = await Promise.all(agents.map((agent) => fleet.start(agent, "wait", { permissions: "allow" })));
    for (const started of alone) await writeFile(join(await fleet.wrote(started, "begun.txt"), "go.txt"), "");
    const expected = await Promise.all(alone.map((started) => fleet.settled(started)));
    const started = await Promise.all(agents.map((agent) => fleet.start(agent, "wait", { permissions: "allow" })));
    // One slot less than agents: the last one starts when another has ended, so it waits for its turn.
    const trees = await Promise.all(started.slice(0, 4).map((each) => fleet.wrote(each, "begun.txt")));
    await fleet.bed.restart(async () => {
      for (const tree of trees) await writeFile(join(tree, "go.txt"), "");
      await expect
        .poll(() => trees.every((tree) => existsSync(join(tree, "over.txt"))), { timeout: 20_000 })
        .toBe(true);
    });
    await writeFile(join(await fleet.wrote(started[4] ?? alone[0]!, "begun.txt"), "go.txt"), "");
    for (const [index, each] of started.entries()) {
      const { job, runs } = await fleet.settled(each);
      expect([agents[index], job.status, job.attemptsUsed]).toEqual([agents[index], "succeeded", 1]);
      const figures = (run: (typeof runs)[number]["run"] | undefined) => [run?.tokens, run?.costUsd, run?.turns];
      expect(figures(runs[0]?.run)).toEqual(figures(expected[index]?.runs[0]?.run));
      const kinds = async ({ threadId }: Started) =>
        (await fleet.eventsOf(threadId)).flatMap(({ type }) => (/^agent\.(?!started)/.test(type) ? [type] : []));
      expect(await kinds(each)).toEqual(await kinds(alone[index] ?? each));
    }
  });

  test.concurrent.each(["claude", "codex"])("%s is told more while it works", async (agent) => {
    const started = await fleet.start(agent, "wait", { permissions: "allow" });
    const tree = await fleet.wrote(started, "begun.txt");
    await fleet.bed.client.api.threads.send.mutate({ threadId: started.threadId, text: "FURTHER-WORDS" });
    await fleet.event(started.threadId, ({ type }) => type === "message.delivered");
    await writeFile(join(tree, "go.txt"), "");
    expect((await fleet.settled(started)).job.status).toBe("succeeded");
    expect(fleet.asked(started)).toContain("FURTHER-WORDS");
  });

  test.concurrent.each([...vendors, "acp"])("%s runs out of time", async (agent) => {
    const started = await fleet.start(agent, "hang", { timeoutMs: 4_000, retryLimit: 0 });
    const { job, runs } = await fleet.settled(started);
    expect([job.status, runs.map(({ run }) => run.status)]).toEqual(["failed", ["timed_out"]]);
    expect(await fleet.processes(started)).toEqual([]);
    expect(await proofs(started)).toEqual([[]]);
  });

  test("runs out of time and is tried again", async () => {
    const started = await fleet.start("claude", "hang", { timeoutMs: 4_000, retryLimit: 1 });
    await fleet.reaches(started, "retry_queued");
    fleet.models.of("claude").mended.add(started.tag);
    const { job, runs } = await fleet.settled(started);
    expect([job.status, runs.map(({ run }) => run.status)]).toEqual(["succeeded", ["timed_out", "succeeded"]]);
  });
});
