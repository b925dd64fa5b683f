import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { spendOf } from "../../shared/budget/spend.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

/** One model turn, and then the tool that it asked for. */
const turn = (usage: Extract<ScenarioStep, { usage: object }>["usage"]): ScenarioStep[] => [
  { usage: { turns: 1, ...usage } },
  { sleep: 400 },
];

/** It goes on for longer than any test waits. */
function withoutEnd(usage: Extract<ScenarioStep, { usage: object }>["usage"]): ScenarioStep[] {
  const turns = Array.from({ length: 100 }, () => turn(usage)).flat();
  return [{ session: "s-1" }, { write: { path: "a.txt", content: "begun\n" } }, ...turns];
}

async function start(bed: TestBed, steps: ScenarioStep[], more: object = {}) {
  const scenario = {
    cases: [{ when: { resumed: true }, steps: [{ write: { path: "b.txt", content: "done\n" } }] }, { steps }],
  };
  const instruction = instruct("Spend", scenario);
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, ...more });
  return job;
}

async function asked(bed: TestBed, jobId: string): Promise<Approval> {
  const { approvals } = await bed.client.api.jobs.get.query({ jobId });
  const pending = approvals.find(({ kind, status }) => kind === "budget" && status === "pending");
  if (!pending) throw new Error("no budget is asked for");
  return pending;
}

const ofType = (events: readonly TimelineEvent[], type: TimelineEvent["type"]) =>
  events.filter((event) => event.type === type);

const kinds: [string, object, object, { kind: string; used: number; limit: number }][] = [
  ["dollars that the agent reports", { costUsd: 0.3 }, { maxCostUsd: 1 }, { kind: "usd", used: 1.2, limit: 1 }],
  [
    "dollars by a price of the configuration",
    { input: 100_000, cachedInput: 100_000, output: 10_000 },
    { maxCostUsd: 1, model: "own-model" },
    { kind: "usd", used: 1.2, limit: 1 },
  ],
  [
    "dollars by the table",
    { input: 200_000, output: 5_000 },
    { maxCostUsd: 1, model: "gpt-5" },
    { kind: "usd", used: 1.2, limit: 1 },
  ],
  [
    "tokens",
    { input: 100, cachedInput: 1_000, output: 100 },
    { maxTokens: 1_000 },
    { kind: "tokens", used: 1_200, limit: 1_000 },
  ],
  ["turns", { output: 5 }, { maxTurns: 3 }, { kind: "turns", used: 3, limit: 3 }],
];

describe("an agent that spends without end", () => {
  let bed: TestBed;
  beforeAll(async () => {
    bed = await startTestBed({ prices: { "own-model": { input: 2, cached_input: 0.5, output: 5 } } });
  });
  afterAll(() => bed[Symbol.asyncDispose]());

  test.concurrent.each(kinds)("is stopped within a turn of the bar: %s", async (_name, usage, more, expected) => {
    const job = await start(bed, withoutEnd(usage), more);
    expect(await bed.settled(job.id)).toBe("blocked");
    const { payload, title } = await asked(bed, job.id);
    expect(payload).toMatchObject({ scope: "job", kind: expected.kind, limit: expected.limit, unknownPrice: false });
    const perTurn = expected.kind === "usd" ? 0.3 : expected.kind === "tokens" ? 300 : 1;
    expect(payload["used"]).toBeGreaterThanOrEqual(expected.used - 0.1 * perTurn);
    expect(payload["used"]).toBeLessThanOrEqual(expected.used + perTurn);
    expect(title).toContain("the job's budget");
    const events = await bed.events({ threadId: job.threadId });
    expect(ofType(events, "budget.used_up")).toHaveLength(1);
    expect(ofType(events, "budget.warning")).toHaveLength(1);
    const { job: blocked, runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect(blocked).toMatchObject({ attemptsUsed: 0, owner: null });
    // Nothing of it is left, and what it did is kept.
    expect(ofType(events, "processes.ended")).toHaveLength(1);
    expect(runs[0]?.checkpoints.length).toBeGreaterThan(0);
  });

  test("is stopped when its minutes are over, although it says nothing", async () => {
    const job = await start(bed, [{ session: "s-1" }, { misbehave: "hang" }], { maxMinutes: 0.02 });
    expect(await bed.settled(job.id)).toBe("blocked");
    expect((await asked(bed, job.id)).payload).toMatchObject({ scope: "job", kind: "minutes", limit: 0.02 });
    const [warning] = ofType(await bed.events({ threadId: job.threadId }), "budget.warning");
    expect(warning?.data).toMatchObject({ kind: "minutes", limit: 0.02 });
    // In time to be of use: it was not told with the end.
    expect(warning?.type === "budget.warning" && warning.data.used).toBeLessThan(0.02);
  });

  test("is stopped at once when dollars are limited and nobody knows the price", async () => {
    const steps = withoutEnd({ input: 10 });
    const job = await start(bed, steps, { maxCostUsd: 1, model: "nobody-knows" });
    expect(await bed.settled(job.id)).toBe("blocked");
    const { payload, title, id } = await asked(bed, job.id);
    expect(payload).toMatchObject({ kind: "usd", unknownPrice: true });
    expect(title).toContain("nobody-knows");
    await bed.client.api.approvals.decide.mutate({ approvalId: id, decision: "approve", choice: "without_dollars" });
    const ended = (event: TimelineEvent) => event.type === "job.status" && event.data.to === "succeeded";
    await bed.event((event) => event.jobId === job.id && ended(event));
    const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect(runs[0]?.run).toMatchObject({ costUsd: null, costSource: "unknown" });
  });

  test("is warned of only, when the job may go without a price", async () => {
    const steps = [...turn({ input: 10 }), ...turn({ input: 10 })];
    const job = await start(bed, steps, { maxCostUsd: 1, model: "nobody-knows", allowUnknownPrice: true });
    expect(await bed.settled(job.id)).toBe("succeeded");
    const warned = (await bed.events({ threadId: job.threadId })).filter(
      (event) => event.type === "warning" && event.data.code === "budget",
    );
    expect(warned).toHaveLength(1);
  });
});

test("an extension is on the record, and the job goes on in its session; a stop ends it", async () => {
  await using bed = await startTestBed();
  const job = await start(bed, withoutEnd({ costUsd: 0.5 }), { maxCostUsd: 1 });
  expect(await bed.settled(job.id)).toBe("blocked");
  const { id } = await asked(bed, job.id);
  const decide = (request: { decision: "approve" | "reject"; choice?: string; amount?: number }) =>
    bed.client.api.approvals.decide.mutate({ approvalId: id, ...request });
  await expect(decide({ decision: "reject", amount: 2.5 })).rejects.toThrow("amount");
  await decide({ decision: "approve", amount: 2.5 });
  await bed.event((event) => event.type === "job.status" && event.data.to === "succeeded");
  const extended = ofType(await bed.events(), "budget.extended");
  expect(extended).toMatchObject([{ data: { scope: "job", kind: "usd", amount: 2.5 } }]);
  const view = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(view.job.budgetExtra).toMatchObject({ usd: 2.5 });
  expect(view.runs.map(({ run }) => run.sessionId)).toEqual(["s-1", null]);
  expect(view.runs[1]?.run.continuedFrom).not.toBeNull();

  const other = await start(bed, withoutEnd({ costUsd: 0.5 }), { maxCostUsd: 1 });
  await bed.event((event) => event.type === "approval.requested" && event.jobId === other.id);
  const question = await asked(bed, other.id);
  await bed.client.api.approvals.decide.mutate({ approvalId: question.id, decision: "reject" });
  const stopped = await bed.client.api.jobs.get.query({ jobId: other.id });
  expect(stopped.job.status).toBe("failed");
  expect(stopped.job.reason).toContain("budget rejected by");
});

test("the bar of each kind holds over a restart, with prices known and unknown; what is told comes once", async () => {
  let shifted = 0;
  await using bed = await startTestBed({
    prices: { "own-model": { input: 2, cached_input: 0.5, output: 5 } },
    runtime: { max_concurrent_jobs: 10 },
    clock: { now: () => Date.now() + shifted },
  });
  const go = join(bed.directory, "go");
  // Most of its budget is used when the runner goes, the rest only when there is another.
  const over = (usage: object, before: number): ScenarioStep[] => {
    const turns = (count: number) => Array.from({ length: count }, () => ({ usage: { turns: 1, ...usage } }));
    const rest = Array.from({ length: 50 }, () => turn(usage)).flat();
    return [{ session: "s-1" }, ...turns(before), { say: "waits" }, { wait: go }, ...rest];
  };
  // At most: the turn that passes the limit, and the one that is at work when the agent is told to end.
  const started: Record<string, { id: string; threadId: string; most: number }> = {};
  const begin = async (name: string, most: number, steps: ScenarioStep[], more: object) => {
    const { id, threadId } = await start(bed, steps, more);
    started[name] = { id, threadId, most };
  };
  await Promise.all([
    begin("usd reported", 1.5, over({ costUsd: 0.3 }, 3), { maxCostUsd: 1 }),
    begin("usd configured", 1.5, over({ input: 125_000, output: 10_000 }, 3), { maxCostUsd: 1, model: "own-model" }),
    begin("usd of the table", 1.5, over({ input: 200_000, output: 5_000 }, 3), { maxCostUsd: 1, model: "gpt-5" }),
    begin("usd unknown", 0, over({ input: 10 }, 0), { maxCostUsd: 1, model: "nobody-knows" }),
    begin("tokens", 1_500, over({ input: 200, cachedInput: 500, output: 50 }, 3), { maxTokens: 1_000 }),
    begin("turns", 6, over({ output: 5 }, 4), { maxTurns: 5 }),
    begin("minutes", 0.5, [{ session: "s-1" }, { say: "waits" }, { misbehave: "hang" }], { maxMinutes: 0.1 }),
  ]);
  const end = join(bed.directory, "end");
  const away = await start(bed, [{ session: "s-1" }, { say: "waits" }, { wait: end }], { maxMinutes: 60 });
  const ids = Object.values(started).map(({ id }) => id);
  for (const id of ids) await bed.event((event) => event.jobId === id && event.type === "agent.message");
  await bed.restart();
  await writeFile(go, "");
  for (const id of ids) expect(await bed.settled(id)).toBe("blocked");
  const runOf = async (jobId: string) => (await bed.client.api.jobs.get.query({ jobId })).runs[0]?.run;
  const exit = join(bed.directory, "data/runs", (await runOf(away.id))?.id ?? "", "processes/agent/exit");
  await bed.restart(async () => {
    await writeFile(end, "");
    await expect.poll(() => existsSync(exit), { timeout: 10_000 }).toBe(true);
    shifted += 2 * 3_600_000;
  });
  // It ended by itself while no runner was there: what came after its end is no work.
  expect(await bed.settled(away.id)).toBe("succeeded");
  expect((await runOf(away.id))?.progress.workedMs).toBeLessThan(60_000);
  for (const [name, { id, threadId, most }] of Object.entries(started)) {
    const { payload } = await asked(bed, id);
    const used = Number(payload["used"]);
    expect([name, payload["kind"], payload["unknownPrice"]]).toEqual([
      name,
      name.split(" ")[0],
      name === "usd unknown",
    ]);
    expect(used, name).toBeGreaterThanOrEqual(name === "usd unknown" ? 0 : Number(payload["limit"]));
    expect(used, name).toBeLessThanOrEqual(most);
    const events = await bed.events({ threadId });
    const told = (type: TimelineEvent["type"]) => ofType(events, type).length;
    expect([name, told("budget.warning"), told("budget.used_up"), told("approval.requested")]).toEqual([
      name,
      name === "usd unknown" ? 0 : 1,
      1,
      1,
    ]);
  }
  // What days are charged with is what the runs say, over restarts too.
  const views = await Promise.all([...ids, away.id].map((jobId) => bed.client.api.jobs.get.query({ jobId })));
  const { total, rows } = await bed.client.api.spend.query.query({ by: "agent" });
  const sum = spendOf(views.flatMap(({ runs }) => runs.map(({ run }) => run)));
  expect({ ...total, usd: total.usd?.toFixed(6) }).toEqual({ ...sum, usd: sum.usd?.toFixed(6) });
  expect(rows.map(({ group }) => group)).toEqual(["script"]);
}, 90_000);

test("a project's day stops its work and parks its queue until it is extended, or over", async () => {
  let shifted = 0;
  await using bed = await startTestBed({
    clock: { now: () => Date.now() + shifted },
    project: { budget: { turns_per_day: 3 } },
    runtime: { time_zone: "UTC" },
  });
  const job = await start(bed, withoutEnd({ output: 1 }));
  expect(await bed.settled(job.id)).toBe("blocked");
  expect((await asked(bed, job.id)).payload).toMatchObject({ scope: "project_day", kind: "turns" });
  const waits = await start(bed, turn({ output: 1 }));
  const why = async () => (await bed.client.api.jobs.get.query({ jobId: waits.id })).waiting?.reason;
  expect(await why()).toMatchObject({ kind: "budget", project: "demo", budget: "turns" });
  shifted += 24 * 3_600_000;
  await bed.restart();
  await bed.event((event) => event.jobId === waits.id && event.type === "job.status" && event.data.to === "succeeded");
  await bed.event((event) => event.jobId === job.id && event.type === "job.status" && event.data.to === "succeeded");
}, 90_000);

test("a subscription pays: no dollars are counted, and the agent does not see a key", async () => {
  await using bed = await startTestBed({
    inherited: () => ({ OPENAI_API_KEY: "sk-inherited" }),
    runtime: { pass_environment: ["OPENAI_API_KEY"] },
    environment: { KEY: "sk-configured" },
    project: {
      job_types: {
        implement: { agent: "script", publish: "patch", billing: "subscription", max_cost_usd: 0.01 },
        pays: { agent: "script", publish: "patch" },
      },
    },
    agents: {
      script: {
        adapter: "command",
        command: [process.execPath, new URL("../../dist/runner/scripted-agent.js", import.meta.url).pathname],
        env: { ANTHROPIC_API_KEY: "$KEY", GEMINI_API_KEY: "$KEY", CODEX_API_KEY: "$KEY" },
      },
    },
  });
  const look: ScenarioStep = { run: "env | grep -c 'API_KEY=' || true" };
  const seen = async (jobId: string) =>
    (await bed.events()).find((event) => event.type === "agent.tool_result" && event.jobId === jobId);
  const job = await start(bed, [look, { usage: { input: 10, costUsd: 5 } }]);
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect((await seen(job.id))?.data).toMatchObject({ output: "0" });
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs[0]?.run).toMatchObject({ costUsd: null, costSource: "subscription", tokens: { input: 10 } });
  const paying = await start(bed, [look], { jobType: "pays" });
  expect(await bed.settled(paying.id)).toBe("succeeded");
  expect((await seen(paying.id))?.data).toMatchObject({ output: "4" });
});
