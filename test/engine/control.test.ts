import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { markedProcesses } from "../builders/processes.ts";
import { instruct } from "../builders/scenario.ts";
import { until } from "../chaos/until.ts";

const untilStopped = {
  steps: [{ write: { path: "half.txt", content: "half\n" } }, { say: "waiting" }, { wait: "never" }],
};

test("cancelling a job at work ends its processes, keeps its work and is final", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Wait", {
    steps: [
      { misbehave: "daemon" },
      { write: { path: "half.txt", content: "half\n" } },
      { say: "waiting" },
      { misbehave: "ignore_term" },
    ],
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  const said = await bed.event((event) => event.type === "agent.message" && event.data.text === "waiting");
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs.map(({ run }) => run.status)).toEqual(["cancelled"]);
  expect(await markedProcesses(said.runId ?? "")).toEqual([]);
  const ends = (await bed.events({ runId: said.runId ?? "" })).filter(({ type }) => type === "processes.ended");
  expect(ends).toMatchObject([{ data: { what: "script", method: "killed", survivors: [] } }]);
  const changes = await bed.client.api.threads.changes.query({ threadId: job.threadId });
  expect(changes.files.map(({ path }) => path)).toEqual(["half.txt"]);
});

test("a waiting job is cancelled at once; one that has ended is not", async () => {
  await using bed = await startTestBed();
  await bed.client.api.queue.pause.mutate({});
  const instruction = instruct("Quick", { steps: [{ say: "done" }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  expect((await bed.client.api.jobs.cancel.mutate({ jobId: job.id })).job.status).toBe("cancelled");
  await bed.client.api.queue.resume.mutate({});
  const second = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.settled(second.job.id);
  await expect(bed.client.api.jobs.cancel.mutate({ jobId: second.job.id })).rejects.toMatchObject({ code: "conflict" });
});

test("cancelling while a check runs ends the check", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Check for ever", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });
  const start = { project: "demo", instruction, verify: ["echo checking; sleep 1000"] };
  const { job } = await bed.client.api.threads.start.mutate(start);
  const started = await bed.event((event) => event.type === "step.started");
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
  expect(await markedProcesses(started.runId ?? "")).toEqual([]);
});

test("what a check printed is the log that its event names", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Write", { steps: [{ write: { path: "a.txt", content: "a\n" } }] });
  const start = { project: "demo", instruction, verify: ["echo first", "echo second; echo aside >&2"] };
  const { thread, job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("succeeded");
  const logs = [];
  for (const { type, data, runId = "" } of await bed.events({ threadId: thread.id })) {
    if (type !== "step.started") continue;
    for (const stream of ["out", "err"]) {
      const name = `${data.process}.${stream}`;
      logs.push((await bed.client.api.runs.readLog.query({ runId, name })).text);
    }
  }
  expect(logs).toEqual(["first\n", "", "second\n", "aside\n"]);
});

test("a runner that stops leaves its agent at work; the next one goes on with it and doubles nothing", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Go on", {
    steps: [
      { say: "one" },
      { say: "two" },
      { wait: "gate.txt" },
      { say: "three" },
      { write: { path: "b.txt", content: "b\n" } },
    ],
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  const two = await bed.event((event) => event.type === "agent.message" && event.data.text === "two");
  await bed.restart();
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  await writeFile(join(worktree?.path ?? "", "gate.txt"), "go\n");
  expect(await bed.settled(job.id)).toBe("succeeded");
  const events = await bed.events({ runId: two.runId ?? "" });
  const said = events.flatMap((event) => (event.type === "agent.message" ? [event.data.text] : []));
  expect(said).toEqual(["one", "two", "three"]);
  expect(events.filter(({ type }) => type === "agent.started" || type === "run.ended")).toHaveLength(2);
  expect(events.some(({ type }) => type === "run.recovered")).toBe(true);
});

test("a run that another runner's lease still holds is taken up when that has passed", async () => {
  let shift = 0;
  await using bed = await startTestBed({ clock: { now: () => Date.now() + shift } });
  const steps = [{ say: "one" }, { wait: "gate.txt" }, { write: { path: "b.txt", content: "b\n" } }];
  const instruction = instruct("Go on", { steps });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.event((event) => event.type === "agent.message");
  // Without its name the runner does not know the run for its own.
  await bed.restart(() => rm(join(bed.directory, "data", "runner.id")));
  expect((await bed.events()).filter(({ type }) => type === "run.recovered")).toEqual([]);
  shift = 60_000;
  await bed.event((event) => event.type === "run.recovered");
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  await writeFile(join(worktree?.path ?? "", "gate.txt"), "go\n");
  expect(await bed.settled(job.id)).toBe("succeeded");
});

test("a question waits for its answer over a restart; denied and allowed both reach the agent", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("Ask", {
    steps: [
      {
        ask: {
          title: "May I write?",
          allowed: [{ write: { path: "allowed.txt", content: "yes\n" } }],
          denied: [{ write: { path: "denied.txt", content: "no\n" } }],
        },
      },
    ],
  });
  const ask = async (decision: "approve" | "reject") => {
    const start = { project: "demo", instruction, agent: "acp", permissions: "ask" as const };
    const { job } = await bed.client.api.threads.start.mutate(start);
    const asked = await bed.event((event) => event.type === "approval.requested" && event.jobId === job.id);
    if (asked.type !== "approval.requested") throw new Error("not asked");
    await bed.restart();
    expect((await bed.client.api.jobs.get.query({ jobId: job.id })).job.status).toBe("waiting_approval");
    const { approvalId, revision } = asked.data;
    await bed.client.api.approvals.decide.mutate({ approvalId, decision, revision });
    const again = bed.client.api.approvals.decide.mutate({ approvalId, decision, revision });
    await expect(again).rejects.toMatchObject({ code: "already_decided" });
    expect(await bed.settled(job.id)).toBe("succeeded");
    const events = await bed.events({ threadId: job.threadId });
    // Told once, and as the answer to the question that it is.
    const denials = events.flatMap(({ type, data }) => (type === "agent.denied" ? [data.approvalId] : []));
    expect(denials).toEqual(decision === "reject" ? [approvalId] : []);
    const changes = await bed.client.api.threads.changes.query({ threadId: job.threadId });
    return changes.files.map(({ path }) => path);
  };
  expect(await ask("approve")).toEqual(["allowed.txt"]);
  expect(await ask("reject")).toEqual(["denied.txt"]);
});

test("a message that no agent takes becomes the thread's next job", async () => {
  await using bed = await startTestBed();
  const instruction = instruct("First", { steps: [{ say: "busy" }, { wait: "go.txt" }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.event((event) => event.type === "agent.message");
  const text = instruct("Then this", { steps: [{ write: { path: "then.txt", content: "x\n" } }] });
  await bed.client.api.threads.send.mutate({ threadId: job.threadId, text });
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  await writeFile(join(worktree?.path ?? "", "go.txt"), "go\n");
  const queued = await bed.event((event) => event.type === "message.queued");
  expect(await bed.settled(queued.jobId ?? "")).toBe("succeeded");
  const { messages } = await bed.client.api.threads.get.query({ threadId: job.threadId });
  expect(messages).toMatchObject([{ state: "queued", jobId: queued.jobId }]);
});

test("a message becomes a job also where the project defines nothing but one job type of its own", async () => {
  const job_types = { fix: { agent: "script", publish: "none", verify: [] } };
  await using bed = await startTestBed({ project: { job_types } });
  const instruction = instruct("First", { steps: [{ say: "busy" }, { wait: "go.txt" }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction, jobType: "fix" });
  await bed.event((event) => event.type === "agent.message");
  const text = instruct("Then this", { steps: [{ say: "then" }] });
  await bed.client.api.threads.send.mutate({ threadId: job.threadId, text });
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  await writeFile(join(worktree?.path ?? "", "go.txt"), "go\n");
  expect(await bed.settled(job.id)).toBe("succeeded");
  const queued = await bed.event((event) => event.type === "message.queued");
  expect(await bed.settled(queued.jobId ?? "")).toBe("succeeded");
});

test("a job that runs too long is ended and counted as an attempt", async () => {
  await using bed = await startTestBed();
  const start = { project: "demo", instruction: instruct("Hang", untilStopped), timeoutMs: 1_000, retryLimit: 0 };
  const { job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("failed");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs.map(({ run }) => [run.status, run.failureClass])).toEqual([["timed_out", "timeout"]]);
});

test("silence is told by how long it lasts, whatever becomes of the clock meanwhile", async () => {
  let shift = 0;
  await using bed = await startTestBed({
    clock: { now: () => Date.now() + shift },
    project: { job_types: { implement: { agent: "script", stall_minutes: 0.005 } } },
  });
  const { job } = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction: instruct("Hang", untilStopped),
  });
  await bed.event((event) => event.type === "agent.message");
  shift = -3_600_000;
  const first = await bed.event((event) => event.type === "agent.stalled");
  expect(first.type === "agent.stalled" && first.data.silentMs > 0).toBe(true);
  shift = 3_600_000;
  const asked = await bed.event(({ type }) => type === "approval.requested");
  const approvalId = asked.type === "approval.requested" ? asked.data.approvalId : "";
  await bed.client.api.approvals.decide.mutate({ approvalId, decision: "approve", choice: "wait" });
  const next = await bed.event((event) => event.type === "agent.stalled" && event.seq > first.seq);
  expect(next.type === "agent.stalled" && next.data.silentMs < 600_000).toBe(true);
  await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
  expect(await bed.settled(job.id)).toBe("cancelled");
});

test("what an after_run hook changes is not the agent's work, also when the runner stops in the middle of it", async () => {
  const hook = "echo hooked > hook.txt; echo begun; while [ ! -e go ]; do sleep 0.02; done";
  await using bed = await startTestBed({ project: { hooks: { after_run: [hook] } } });
  const instruction = instruct("Write", { steps: [{ write: { path: "work.txt", content: "work\n" } }] });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
  await bed.event((event) => event.type === "step.started" && event.data.kind === "hook");
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: job.threadId })).worktrees;
  const path = worktree?.path ?? "";
  await until("the hook has begun", () => existsSync(join(path, "hook.txt")));
  await bed.restart();
  await writeFile(join(path, "go"), "");
  expect(await bed.settled(job.id)).toBe("succeeded");
  const changes = await bed.client.api.threads.changes.query({ threadId: job.threadId });
  expect(changes.files.map((file) => file.path)).toEqual(["work.txt"]);
});

test("a job waits for the threads it depends on", async () => {
  await using bed = await startTestBed();
  const first = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction: instruct("First", { steps: [{ say: "busy" }, { wait: "go.txt" }] }),
  });
  const second = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction: instruct("Second", { steps: [{ say: "later" }] }),
    dependsOn: [first.thread.id],
  });
  await bed.event((event) => event.type === "agent.message");
  const { waiting } = await bed.client.api.queue.get.query();
  expect(waiting).toMatchObject([
    { jobId: second.job.id, reason: { kind: "dependency", threadIds: [first.thread.id] } },
  ]);
  const [worktree] = (await bed.client.api.worktrees.list.query({ threadId: first.thread.id })).worktrees;
  await writeFile(join(worktree?.path ?? "", "go.txt"), "go\n");
  expect(await bed.settled(second.job.id)).toBe("succeeded");
});

test.each([
  ["flood", "succeeded"],
  ["half_line", "succeeded"],
  ["long_line", "succeeded"],
  ["bad_utf8", "succeeded"],
  ["daemon", "succeeded"],
  ["crash", "failed"],
] as const)("an agent that misbehaves (%s) ends as %s and leaves nothing running", async (how, status) => {
  await using bed = await startTestBed();
  const steps = [{ misbehave: how }, { write: { path: "after.txt", content: "x\n" } }];
  const start = { project: "demo", instruction: instruct("Misbehave", { steps }), retryLimit: 0 };
  const { job } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe(status);
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(await markedProcesses(runs[0]?.run.id ?? "")).toEqual([]);
});
