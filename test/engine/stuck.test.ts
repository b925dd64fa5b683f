import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { HandPace } from "../builders/pace.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

let bed: TestBed;
let pace: HandPace;
afterEach(async () => bed[Symbol.asyncDispose]());

const minute = 60_000;
const stallMs = 10 * minute;

interface Options {
  agent?: "script" | "acp";
  liveness?: object;
  retryLimit?: number;
}

/** Started, and its agent has said its first word; from here time stands still until a test moves it. */
async function start(cases: { first: ScenarioStep[]; second?: ScenarioStep[] }, options: Options = {}) {
  const { agent = "script", liveness = {}, retryLimit = 2 } = options;
  pace = new HandPace();
  bed = await startTestBed({
    pace,
    project: {
      liveness: { loop_rounds: 4 },
      job_types: {
        implement: {
          agent,
          publish: "patch",
          verify: [],
          permissions: "ask",
          stall_minutes: stallMs / minute,
          liveness,
          retry_limit: retryLimit,
        },
      },
    },
  });
  const scenario = {
    cases: [{ when: { attempt: 1 }, steps: cases.first }, { steps: cases.second ?? [{ say: "Went on." }] }],
  };
  const { job } = await bed.client.api.threads.start.mutate({
    project: "demo",
    jobType: "implement",
    instruction: instruct("Do it", scenario),
  });
  await bed.event((each) => each.type === "agent.message" || each.type === "agent.tool_call");
  return job;
}

/** The first event that fits, while time goes by a quarter of the job's silence at a time. */
function inTime(fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent> {
  return pace.until(bed.event(fits), stallMs / 4);
}

async function asked(which = 1): Promise<Approval> {
  let seen = 0;
  const event = await inTime(
    (each) => each.type === "approval.requested" && each.data.kind === "liveness" && (seen += 1) === which,
  );
  if (event.type !== "approval.requested") throw new Error("not asked");
  return (await bed.client.api.approvals.get.query({ approvalId: event.data.approvalId })).approval;
}

async function decide(approval: Approval, choice: string, comment?: string): Promise<void> {
  const decision = choice === "stop_and_retry" ? ("reject" as const) : ("approve" as const);
  await bed.client.api.approvals.decide.mutate({ approvalId: approval.id, decision, choice, comment });
}

/** Puts a file into the job's worktree, as its agent would; `go` is what the agent waits for. */
async function put(jobId: string, name: string): Promise<void> {
  const { worktree } = await bed.client.api.jobs.get.query({ jobId });
  await writeFile(join(worktree?.path ?? "", name), "");
}

async function livenessOf(jobId: string): Promise<Approval[]> {
  const { approvals } = await bed.client.api.jobs.get.query({ jobId });
  return approvals.filter(({ kind }) => kind === "liveness");
}

const untilGo: ScenarioStep[] = [{ say: "Waiting" }, { wait: "go" }, { say: "There it is" }];
const again = (count: number): ScenarioStep[] => Array.from({ length: count }, () => ({ run: "echo the same" }));

describe("a silent agent", { timeout: 60_000 }, () => {
  test("is asked about with evidence while its job runs, and not any more when it gets on by itself", async () => {
    const job = await start({ first: [...untilGo, { wait: "end" }] });
    const question = await asked();
    expect(question.title).toMatch(/^the agent has said nothing for \d\d:\d\d$/);
    expect(question.payload).toMatchObject({
      trouble: "silent",
      evidence: expect.stringMatching(/silent for .*a message[\s\S]*processes wait: .*node[\s\S]*cost unknown/),
      choices: [{ id: "wait" }, { id: "stop_and_retry" }],
    });
    const { job: now, thread } = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect([now.status, thread.status]).toEqual(["running", "active"]);
    await put(job.id, "go");
    const event = await inTime((each) => each.type === "approval.decided");
    expect(event.data).toMatchObject({ status: "cancelled", by: "spool", comment: "the agent got on by itself" });
    await put(job.id, "end");
    expect(await bed.settled(job.id)).toBe("succeeded");
  });

  test("that writes files gets on", async () => {
    const job = await start({ first: untilGo });
    await put(job.id, "written");
    await inTime((each) => each.type === "checkpoint.created" && each.data.reason === "while nothing was heard");
    await put(job.id, "go");
    expect(await bed.settled(job.id)).toBe("succeeded");
    expect(await livenessOf(job.id)).toEqual([]);
  });

  test("is stopped and retried, which costs no attempt, and the next one is told why", async () => {
    const job = await start({ first: untilGo, second: [{ say: "Another way" }] }, { retryLimit: 0 });
    await decide(await asked(), "stop_and_retry", "use the other file");
    expect(await bed.settled(job.id)).toBe("succeeded");
    const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect(detail.job.attemptsUsed).toBe(1);
    expect(detail.runs.map(({ run }) => [run.status, run.failureClass])).toEqual([
      ["failed", "agent.stalled"],
      ["succeeded", null],
    ]);
    expect(detail.runs[1]?.run.remediation).toMatch(/said nothing for[\s\S]*use the other file/);
  });

  test("is asked about once in spite of restarts, and answers count afterwards: wait asks later, stop stops", async () => {
    const job = await start({ first: untilGo }, { retryLimit: 0 });
    const first = await asked();
    await bed.restart();
    // Time enough to be asked about again, had the first question been forgotten.
    await inTime((each) => each.type === "run.recovered");
    await decide(first, "wait");
    await bed.event((each) => each.type === "approval.decided");
    const before = pace.now();
    const second = await asked(2);
    expect(pace.now() - before).toBeGreaterThanOrEqual(2 * stallMs);
    await bed.restart();
    await decide(second, "stop_and_retry");
    expect(await bed.settled(job.id)).toBe("succeeded");
    expect((await livenessOf(job.id)).map(({ requestKey, status }) => [requestKey, status])).toEqual([
      ["liveness-1", "approved"],
      ["liveness-2", "rejected"],
    ]);
  });

  test("is cancelled like any other, and its question goes with it", async () => {
    const job = await start({ first: untilGo });
    await asked();
    await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
    expect(await bed.settled(job.id)).toBe("cancelled");
    expect((await livenessOf(job.id)).map(({ status }) => status)).toEqual(["cancelled"]);
  });

  test("is stopped when nobody answers and the project says so, as an attempt", async () => {
    const job = await start({ first: untilGo }, { liveness: { policy: "stop", stop_after_minutes: 20 } });
    await inTime((each) => each.type === "approval.decided");
    expect(await bed.settled(job.id)).toBe("succeeded");
    const { job: now, runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect([now.attemptsUsed, runs[0]?.run.failureClass]).toEqual([2, "agent.stalled"]);
    expect(await livenessOf(job.id)).toMatchObject([{ status: "cancelled", comment: "nobody answered in time" }]);
  });

  test("is only shown where nobody is to be asked", async () => {
    const job = await start({ first: untilGo }, { liveness: { policy: "off" } });
    await inTime((each) => each.type === "agent.stalled");
    await put(job.id, "go");
    expect(await bed.settled(job.id)).toBe("succeeded");
    expect(await livenessOf(job.id)).toEqual([]);
  });

  test("is nudged, and hears it", async () => {
    const job = await start({ first: [{ run: "true" }, ...untilGo] }, { agent: "acp" });
    const question = await asked();
    expect(question.payload["choices"]).toMatchObject([{ id: "wait" }, { id: "nudge" }, { id: "stop_and_retry" }]);
    await decide(question, "nudge", "look into the other folder");
    const said = await bed.event((each) => each.type === "message.received");
    expect(said.data).toMatchObject({ text: "look into the other folder" });
    await put(job.id, "go");
    expect(await bed.settled(job.id)).toBe("succeeded");
  });
});

test("an agent that goes round is asked about with its calls, and told of them when it is tried again", async () => {
  const job = await start({ first: [...again(5), { wait: "go" }], second: [{ say: "Done" }] });
  const fits = (each: TimelineEvent) => each.type === "approval.requested";
  await pace.until(bed.event(fits), 1);
  const [question] = await livenessOf(job.id);
  if (!question) throw new Error("not asked");
  expect(question.title).toMatch(/made the same tool call [45] times with the same result/);
  expect(question.payload["evidence"]).toContain("goes round: echo the same");
  await decide(question, "stop_and_retry");
  expect(await bed.settled(job.id)).toBe("succeeded");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs[0]?.run.failureClass).toBe("agent.looping");
  expect(runs[1]?.run.remediation).toContain("- echo the same");
}, 60_000);
