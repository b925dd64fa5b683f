import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scenario, ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { startTestBed, type TestBed, type TestBedOptions } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const hour = 3_600_000;

const refusedOnce = (step: ScenarioStep): Scenario => ({
  cases: [
    { when: { attempt: 1 }, steps: [step] },
    { steps: [{ usage: { output: 5 } }, { write: { path: "a.txt", content: "a\n" } }] },
  ],
});
const limited = (resetAt?: number): ScenarioStep => ({
  fail: { failure: "rate_limit", message: "usage limit reached", ...(resetAt !== undefined && { resetAt }) },
});
const loggedOut: ScenarioStep = { fail: { failure: "auth", message: "Not logged in · Please run /login" } };
const answered: Scenario = { steps: [{ usage: { output: 5 } }, { write: { path: "b.txt", content: "b\n" } }] };

interface Ground extends AsyncDisposable {
  bed: TestBed;
  /** Moves the runner's clock and lets its queue look at it. */
  shift(ms: number): Promise<void>;
  start(title: string, scenario: Scenario, more?: object): Promise<{ jobId: string; threadId: string }>;
  /** Of each job: its status, why it waits, its thread's status and how many runs it had. */
  look(jobId: string): Promise<object>;
}

/** Two agents of one account, one of another; the clock can be moved. */
async function startGround(options: TestBedOptions = {}): Promise<Ground> {
  let shifted = 0;
  const script = { adapter: "command", command: [process.execPath, scriptedAgent] };
  const bed = await startTestBed({
    clock: { now: () => Date.now() + shifted },
    agents: { script, twin: { ...script, model: "other" }, elsewhere: { ...script, account: "elsewhere" } },
    ...options,
  });
  return {
    bed,
    async shift(ms) {
      shifted += ms;
      await bed.client.api.queue.pause.mutate({});
      await bed.client.api.queue.resume.mutate({});
    },
    async start(title, scenario, more = {}) {
      const instruction = instruct(title, scenario);
      const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, ...more });
      return { jobId: job.id, threadId: job.threadId };
    },
    async look(jobId) {
      const { job, thread, waiting, runs } = await bed.client.api.jobs.get.query({ jobId });
      const { status, attemptsUsed } = job;
      return { status, attemptsUsed, why: waiting?.reason.kind ?? null, thread: thread.status, runs: runs.length };
    },
    [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose](),
  };
}

const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");

const closed = (bed: TestBed) => bed.event(({ type }) => type === "lane.closed");

async function order(bed: TestBed): Promise<(string | undefined)[]> {
  return (await bed.events()).flatMap((event) => (event.type === "run.started" ? [event.jobId] : []));
}

test("a limit parks every job of the account until the vendor's own time, one tries first, and no attempt is used", async () => {
  await using ground = await startGround();
  const { bed } = ground;
  const resetAt = Date.now() + 5 * hour;
  const first = await ground.start("First", refusedOnce(limited(resetAt)), { retryLimit: 0 });
  const event = await closed(bed);
  const ids = { jobId: first.jobId, threadId: first.threadId };
  expect(event).toMatchObject({ ...ids, data: { account: "script", kind: "usage_window", until: resetAt, inARow: 1 } });
  const second = await ground.start("Second", answered, { agent: "twin" });
  const third = await ground.start("Third", answered);
  const other = await ground.start("Other", answered, { agent: "elsewhere" });
  expect(await bed.settled(other.jobId)).toBe("succeeded");
  const parked = { attemptsUsed: 0, why: "account_closed", thread: "active" };
  expect(await ground.look(first.jobId)).toEqual({ ...parked, status: "retry_queued", runs: 1 });
  expect(await ground.look(second.jobId)).toEqual({ ...parked, status: "queued", runs: 0 });
  const { lanes, waiting } = await bed.client.api.status.query();
  expect(lanes).toMatchObject([{ account: "script", agents: ["script", "twin"], state: "closed", waiting: 3 }]);
  expect(waiting.map(({ reason }) => reason)).toEqual(
    [1, 2, 3].map(() => ({ kind: "account_closed", account: "script", limit: "usage_window", until: resetAt })),
  );

  await bed.restart();
  await ground.shift(4 * hour);
  expect(await ground.look(third.jobId)).toMatchObject({ why: "account_closed", runs: 0 });
  await ground.shift(1.1 * hour);
  for (const { jobId } of [first, second, third]) expect(await bed.settled(jobId)).toBe("succeeded");
  expect(await ground.look(first.jobId)).toMatchObject({ attemptsUsed: 1, runs: 2 });
  const opened = await bed.event(({ type }) => type === "lane.opened");
  expect(opened).toMatchObject({ jobId: second.jobId, data: { account: "script", by: "spool", tried: false } });
  const later = (await order(bed)).slice(2);
  expect(later[0]).toBe(second.jobId);
  const begun = (await bed.events()).filter(({ type, seq }) => type === "run.started" && seq > event.seq);
  // Behind the one of the other account and the one that tried, nobody started before the vendor had answered.
  expect(begun.slice(2).every(({ seq }) => seq > opened.seq)).toBe(true);
  expect((await bed.client.api.lanes.list.query()).lanes.find(({ account }) => account === "script")).toMatchObject({
    state: "open",
    closed: null,
  });
});

test("without a time of the vendor's it is tried again by itself, later each time", async () => {
  await using ground = await startGround({ runtime: { retry_base_seconds: 0.05 } });
  const { bed } = ground;
  const refusedThrice: Scenario = {
    cases: [
      ...[1, 2, 3].map((attempt) => ({
        when: { attempt },
        steps: [{ fail: { failure: "overloaded", message: "Overloaded" } }],
      })),
      { steps: [{ say: "done" }] },
    ],
  };
  const { jobId } = await ground.start("Again", refusedThrice, { retryLimit: 0 });
  expect(await bed.settled(jobId)).toBe("succeeded");
  const closings = (await bed.events()).flatMap((event) => (event.type === "lane.closed" ? [event] : []));
  expect(closings.map(({ data }) => [data.kind, data.inARow])).toEqual([1, 2, 3].map((n) => ["overloaded", n]));
  expect(await ground.look(jobId)).toMatchObject({ attemptsUsed: 1, runs: 4 });
}, 30_000);

test("a refused login waits for a person: nothing fails, the threads say so, and opening resumes all", async () => {
  await using ground = await startGround();
  const { bed } = ground;
  const first = await ground.start("First", refusedOnce(loggedOut), { retryLimit: 0 });
  await closed(bed);
  const second = await ground.start("Second", answered, { agent: "twin" });
  await ground.shift(100 * 24 * hour);
  await bed.restart();
  const held = { attemptsUsed: 0, why: "account_closed", thread: "blocked" };
  expect(await ground.look(first.jobId)).toEqual({ ...held, status: "retry_queued", runs: 1 });
  expect(await ground.look(second.jobId)).toEqual({ ...held, status: "queued", runs: 0 });
  expect((await bed.events()).some(({ type }) => type === "job.retry_scheduled")).toBe(false);
  const { lanes } = await bed.client.api.queue.get.query();
  const words = "Not logged in · Please run /login";
  expect(lanes.accounts).toMatchObject([{ state: "closed", closed: { kind: "auth", until: null, words } }]);

  const request = { account: "script", idempotencyKey: "once" };
  const { lane } = await bed.client.api.lanes.open.mutate(request);
  expect(lane.state).toBe("probing");
  for (const { jobId } of [first, second]) expect(await bed.settled(jobId)).toBe("succeeded");
  expect(await ground.look(first.jobId)).toMatchObject({ attemptsUsed: 1, thread: "idle" });
  // The repeat gets the first answer, and has no effect of its own.
  expect((await bed.client.api.lanes.open.mutate(request)).lane.state).toBe("probing");
  const openings = (await bed.events()).flatMap((event) => (event.type === "lane.opened" ? [event.data.tried] : []));
  expect(openings).toEqual([true, false]);
});

test("an account is opened by an operator, by its name, and opening an open one changes nothing", async () => {
  await using ground = await startGround();
  const { api } = ground.bed.client;
  expect((await api.lanes.open.mutate({ account: "script" })).lane).toMatchObject({
    state: "open",
    agents: ["script", "twin"],
  });
  await expect(api.lanes.open.mutate({ account: "nobody" })).rejects.toThrow("no agent uses an account nobody");
  expect((await ground.bed.events()).some(({ type }) => type === "lane.opened")).toBe(false);
  expect((await api.lanes.list.query()).lanes.map(({ account }) => account)).toEqual(["acp", "elsewhere", "script"]);
});

test("what was at work when the account was closed goes on; one that tries and is refused closes it again", async () => {
  await using ground = await startGround();
  const { bed } = ground;
  const gate = join(bed.directory, "gate");
  const patient = await ground.start("Patient", { steps: [{ say: "begun" }, { wait: gate }, { say: "over" }] });
  await bed.event((event) => event.type === "agent.message" && event.jobId === patient.jobId);
  const first = await ground.start("First", { steps: [limited(Date.now() + hour)] });
  await closed(bed);
  const second = await ground.start("Second", { steps: [limited(Date.now() + 3 * hour)] });
  await ground.shift(hour);
  const again = await bed.event((event) => event.type === "lane.closed" && event.data.inARow === 2);
  expect(again).toMatchObject({ jobId: second.jobId });
  expect(await ground.look(first.jobId)).toMatchObject({ status: "retry_queued", why: "account_closed", runs: 1 });
  await writeFile(gate, "");
  expect(await bed.settled(patient.jobId)).toBe("succeeded");
  // It was none that tried: that it was answered says nothing of now.
  expect(await ground.look(first.jobId)).toMatchObject({ why: "account_closed" });
});

test("a job goes to another agent while it waits or is blocked, and not while it is at work or over", async () => {
  await using ground = await startGround();
  const { bed } = ground;
  const { api } = bed.client;
  const first = await ground.start("First", refusedOnce(limited(Date.now() + hour)));
  await closed(bed);
  const request = { jobId: first.jobId, agent: "elsewhere", model: "small", idempotencyKey: "k" };
  const { job } = await api.jobs.switchAgent.mutate(request);
  expect(job).toMatchObject({ agent: "elsewhere", model: "small", status: "retry_queued" });
  await api.jobs.switchAgent.mutate(request);
  expect(await bed.settled(first.jobId)).toBe("succeeded");
  const told = (await bed.events()).flatMap((event) => (event.type === "job.agent_switched" ? [event.data] : []));
  expect(told).toEqual([{ by: expect.any(String), from: "script", to: "elsewhere", model: "small" }]);
  await expect(api.jobs.switchAgent.mutate({ ...request, idempotencyKey: "l" })).rejects.toThrow("has succeeded");

  const gate = join(bed.directory, "gate");
  const busy = await ground.start("Busy", { steps: [{ say: "begun" }, { wait: gate }] }, { agent: "elsewhere" });
  await bed.event((event) => event.type === "agent.message" && event.jobId === busy.jobId);
  await expect(api.jobs.switchAgent.mutate({ jobId: busy.jobId, agent: "script" })).rejects.toThrow(
    "is at work with elsewhere",
  );
  await writeFile(gate, "");
  const held = await ground.start("Held", answered, { hold: true });
  await expect(api.jobs.switchAgent.mutate({ jobId: held.jobId, agent: "nobody" })).rejects.toThrow(
    "no agent nobody is configured",
  );
  expect((await api.jobs.switchAgent.mutate({ jobId: held.jobId, agent: "elsewhere" })).job.model).toBeNull();
});
