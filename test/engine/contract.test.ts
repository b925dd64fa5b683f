import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { type ContractBed, startContractBed } from "../builders/contracts.ts";
import { greet } from "../builders/planning.ts";

const stray: ScenarioStep = { write: { path: "docs/é.md", content: "one\ntwo\n" } };
const strayAndMore: ScenarioStep[] = [greet, stray, { run: "git mv README.md .readme && ln -s greeting.txt link" }];

/** An edit beyond the plan that the agent asks for first. */
const askToWrite: ScenarioStep = {
  ask: {
    title: "Write notes.md",
    path: "notes.md",
    content: "x\n",
    allowed: [{ write: { path: "notes.md", content: "x\n" } }],
  },
};

async function paths(bed: ContractBed, threadId: string): Promise<string[]> {
  return (await bed.client.api.threads.changes.query({ threadId })).files.map(({ path }) => path).toSorted();
}

async function eventTypes(bed: ContractBed, threadId: string): Promise<string[]> {
  return (await bed.events({ threadId })).map(({ type }) => type).filter((type) => type.startsWith("contract."));
}

async function answer(bed: ContractBed, approvalId: string, decision: "approve" | "reject", comment?: string) {
  await bed.client.api.approvals.decide.mutate({ approvalId, decision, ...(comment && { comment }) });
}

/** Waits until the job asks for a permission, and gives it. */
async function allow(bed: ContractBed, jobId: string): Promise<void> {
  const permission = await bed.event(
    (event) => event.type === "approval.requested" && event.jobId === jobId && event.data.kind === "permission",
  );
  if (permission.type === "approval.requested") await answer(bed, permission.data.approvalId, "approve");
}

test("warn: what lies outside the plan is told, and the work goes on", async () => {
  await using bed = await startContractBed([greet, stray], { project: { contract: "warn" } });
  const { jobId, threadId } = await bed.approved();
  await bed.reached(jobId, "succeeded");
  const { approvals } = await bed.detail(jobId);
  expect(approvals.map(({ kind }) => kind)).toEqual(["plan"]);
  const told = (await bed.events({ threadId })).filter(({ type }) => type === "contract.deviation");
  expect(told).toMatchObject([{ data: { files: [{ path: "docs/é.md" }], total: 1, policy: "warn" } }]);
  expect(await paths(bed, threadId)).toEqual(["docs/é.md", "greeting.txt"]);
});

test("ask, granted: nothing is checked before the answer, and the agent does not work again after it", async () => {
  await using bed = await startContractBed(strayAndMore);
  const { jobId, threadId } = await bed.approved();
  const asked = await bed.deviation(jobId);
  await bed.event((event) => event.type === "job.status" && event.jobId === jobId && event.data.reason === asked.title);
  const parked = await bed.detail(jobId);
  expect(parked.job).toMatchObject({ status: "waiting_approval", owner: null, attemptsUsed: 0 });
  expect(parked.runs.at(-1)?.stages.map(({ name }) => name)).toEqual(["prepare", "brief", "work"]);
  const files = parked.approvals.flatMap(({ kind, payload }) => (kind === "contract" ? payload["files"] : []));
  expect(files).toEqual(
    expect.arrayContaining([
      { path: "docs/é.md", change: "added", additions: 2, deletions: 0 },
      { path: "README.md", change: "deleted", additions: 0, deletions: 1 },
      { path: ".readme", change: "added", additions: 1, deletions: 0 },
      { path: "link", change: "added", additions: 1, deletions: 0 },
    ]),
  );
  await bed.restart();
  await bed.client.api.jobs.approve.mutate({ jobId });
  await bed.reached(jobId, "succeeded");
  const done = await bed.detail(jobId);
  const last = done.runs.at(-1);
  expect(last?.run.progress.agentStartedAt).toBeNull();
  expect(last?.stages.map(({ name }) => name)).toEqual(["prepare", "brief", "work", "verify", "preflight", "publish"]);
  expect(done.job.attemptsUsed).toBe(1);
  expect(await paths(bed, threadId)).toContain("docs/é.md");
  expect(await eventTypes(bed, threadId)).toContain("contract.amended");
});

test("ask, granted while the agent works: the run goes on to its end", async () => {
  await using bed = await startContractBed([stray, { wait: "go" }, greet, { run: "rm go" }]);
  const { jobId } = await bed.approved();
  const asked = await bed.deviation(jobId);
  await answer(bed, asked.id, "approve");
  const { worktree } = await bed.detail(jobId);
  await writeFile(join(worktree?.path ?? "", "go"), "");
  await bed.reached(jobId, "succeeded");
  expect((await bed.detail(jobId)).runs).toHaveLength(2);
});

test("ask, refused: the agent takes it back and the rest is published", async () => {
  await using bed = await startContractBed([greet, stray], { again: [{ delete: "docs/é.md" }] });
  const { jobId, threadId } = await bed.approved();
  const asked = await bed.deviation(jobId);
  await answer(bed, asked.id, "reject", "not the docs");
  await bed.reached(jobId, "succeeded");
  const { runs } = await bed.detail(jobId);
  const told = await bed.told(runs.at(-1)?.run.id ?? "");
  expect(told).toContain("- docs/é.md");
  expect(told).toContain("not the docs");
  expect(await paths(bed, threadId)).toEqual(["greeting.txt"]);
});

test("ask, refused: an agent that does not take it back fails, and is not asked about again", async () => {
  await using bed = await startContractBed([greet, stray], { again: [{ say: "No." }] });
  const { jobId, threadId } = await bed.approved();
  const asked = await bed.deviation(jobId);
  await answer(bed, asked.id, "reject");
  await bed.reached(jobId, "failed");
  const { job, runs, approvals } = await bed.detail(jobId);
  expect(job.reason).toContain("docs/é.md was changed although a person refused it");
  expect(runs.at(-1)?.run.failureClass).toBe("contract.refused");
  expect(approvals.filter(({ kind }) => kind === "contract")).toHaveLength(1);
  expect((await bed.events({ threadId })).some(({ type }) => type === "publish.done")).toBe(false);
});

test("stop, granted: the agent is stopped at once, and goes on in its session with one click", async () => {
  await using bed = await startContractBed([stray, { wait: "never" }], {
    project: { contract: "stop" },
    again: [greet],
  });
  const { jobId, threadId } = await bed.approved();
  await bed.reached(jobId, "blocked");
  const blocked = await bed.detail(jobId);
  expect(blocked.job).toMatchObject({
    status: "blocked",
    attemptsUsed: 0,
    reason: "docs/é.md is not in the approved plan",
  });
  expect(blocked.runs.at(-1)?.checkpoints).not.toEqual([]);
  await bed.restart();
  await bed.client.api.jobs.approve.mutate({ jobId });
  await bed.reached(jobId, "succeeded");
  const { runs } = await bed.detail(jobId);
  expect(await bed.told(runs.at(-1)?.run.id ?? "")).toContain("A person granted these files");
  expect(await paths(bed, threadId)).toEqual(["docs/é.md", "greeting.txt"]);
});

test("a file outside the plan in an earlier commit is not published, although the last state has it no more", async () => {
  const hidden: ScenarioStep[] = [stray, { run: "git add -A && git commit -qm notes && git rm -q docs/é.md" }, greet];
  await using bed = await startContractBed(hidden, { project: { contract: "ask" } });
  const { jobId, threadId } = await bed.approved();
  await bed.reached(jobId, "retry_queued");
  const { runs } = await bed.detail(jobId);
  expect(runs[1]?.run.failureClass).toBe("preflight.scope");
  const checked = (await bed.events({ threadId })).find(({ type }) => type === "preflight.done");
  expect(checked).toMatchObject({ data: { ok: false, findings: [{ rule: "scope", path: "docs/é.md" }] } });
});

test("an edit that the agent asks for is kept from happening, and can be made once it is granted", async () => {
  await using bed = await startContractBed([askToWrite, greet], { canAsk: true, again: [askToWrite] });
  const { jobId, threadId } = await bed.approved();
  const asked = await bed.deviation(jobId);
  expect(asked.payload["files"]).toEqual([{ path: "notes.md", change: "wanted", additions: null, deletions: null }]);
  await bed.event((event) => event.type === "job.status" && event.jobId === jobId && event.data.reason === asked.title);
  const { job } = await bed.detail(jobId);
  expect(job).toMatchObject({ status: "waiting_approval", owner: null });
  await answer(bed, asked.id, "approve");
  // Inside the contract it is a question like any other.
  await allow(bed, jobId);
  await bed.reached(jobId, "succeeded");
  expect(await paths(bed, threadId)).toEqual(["greeting.txt", "notes.md"]);
});

test("an edit that is granted while the agent goes on without it is made all the same", async () => {
  const work = [askToWrite, { wait: "go" }, greet, { run: "rm go" }];
  await using bed = await startContractBed(work, { canAsk: true, again: [askToWrite] });
  const { jobId, threadId } = await bed.approved();
  const { id } = await bed.deviation(jobId);
  await answer(bed, id, "approve");
  const { worktree } = await bed.detail(jobId);
  await writeFile(join(worktree?.path ?? "", "go"), "");
  await allow(bed, jobId);
  await bed.reached(jobId, "succeeded");
  expect(await paths(bed, threadId)).toEqual(["greeting.txt", "notes.md"]);
  const { job, runs } = await bed.detail(jobId);
  expect([job.attemptsUsed, runs.length]).toEqual([1, 3]);
});

test("a job that goes on with the thread is bound by its contract; another job is free", async () => {
  await using bed = await startContractBed([greet]);
  const { jobId, threadId } = await bed.approved();
  await bed.reached(jobId, "succeeded");
  const steps = "```spool-scenario\nsteps:\n  - write: { path: extra.txt, content: x }\n```";
  const script = { agent: "acp", mode: "autonomous" as const };
  const more = await bed.client.api.threads.continue.mutate({ ...script, threadId, instruction: steps });
  const asked = await bed.deviation(more.job.id);
  expect(asked.payload["files"]).toMatchObject([{ path: "extra.txt" }]);
  await answer(bed, asked.id, "approve");
  await bed.reached(more.job.id, "succeeded");
  const free = await bed.client.api.threads.continue.mutate({
    ...script,
    threadId,
    jobType: "implement",
    instruction: steps.replace("extra", "other"),
  });
  await bed.reached(free.job.id, "succeeded");
  expect(await paths(bed, threadId)).toEqual(["extra.txt", "greeting.txt", "other.txt"]);
});
