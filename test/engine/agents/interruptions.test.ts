import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programs, supported } from "../../agents/install.ts";
import { caseMs, type Fleet, startFleet } from "./support/fleet.ts";
import { vendors } from "./support/vendors.ts";

/** One for each way of being told to stop: control request, method call, signal, the common protocol's notification. */
const told = ["claude", "codex", "codex-exec", "acp"];

describe.skipIf(!supported)("an agent that is ended in the middle of its work", { timeout: caseMs }, () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await startFleet();
  }, 300_000);
  afterAll(async () => fleet[Symbol.asyncDispose]());

  test.concurrent.each(told)("%s is cancelled while its command runs", async (agent) => {
    const started = await fleet.start(agent, "linger", { permissions: "allow" });
    await fleet.wrote(started, "begun.txt");
    await fleet.bed.client.api.jobs.cancel.mutate({ jobId: started.jobId });
    const { job, runs, thread } = await fleet.settled(started);
    expect([job.status, runs[0]?.run.status]).toEqual(["cancelled", "cancelled"]);
    expect(await fleet.processes(started)).toEqual([]);
    expect(await fleet.proofs(started)).toEqual([[]]);
    expect(thread.continueFrom).toBe(runs[0]?.checkpoints.at(-1)?.commit);
    const { files } = await fleet.bed.client.api.threads.changes.query({ threadId: thread.id });
    expect(files.map(({ path }) => path)).toEqual(["begun.txt"]);
  });

  test.concurrent.each([...vendors, "acp"])("%s is killed and goes on in its session", async (agent) => {
    const started = await fleet.start(agent, "linger", { permissions: "allow", retryLimit: 1 });
    await fleet.wrote(started, "begun.txt");
    const program = { claude: "claude", gemini: programs.gemini, acp: "scripted-agent" }[agent] ?? programs.codex;
    for (const { pid } of await fleet.processes(started)) {
      // The supervisor's command line names the program too, and it must live to tell the end.
      const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
      if (words.slice(0, 2).some((word) => word.includes(program))) process.kill(pid, "SIGKILL");
    }
    const { job, runs } = await fleet.settled(started);
    expect([job.status, job.reason, job.attemptsUsed]).toEqual(["succeeded", null, 2]);
    // Gemini does not find its session in the next run's worktree: it says so and then begins anew.
    const missing = agent === "gemini" ? ["agent.session_missing"] : [];
    expect(runs.map(({ run }) => run.failureClass)).toEqual(["agent.crash", ...missing, null]);
    expect(runs.at(-1)?.run).toMatchObject({ status: "succeeded", summary: "Went on." });
    if (missing.length === 0) expect(runs[1]?.run.sessionId).toBe(runs[0]?.run.sessionId);
    expect(await fleet.proofs(started)).toEqual(runs.map(() => []));
    // Claude's message told of what it was asked with, and of its first token; the next run counts its own answer alone.
    const outputs = agent === "claude" ? [1, 42] : [0, 42];
    if (agent !== "acp" && agent !== "gemini") expect(runs.map(({ run }) => run.tokens.output)).toEqual(outputs);
  });
});
