import { expect, test } from "vitest";
import { approveJob, decideApproval, rejectJob } from "../../runner/core/commands/approvals.ts";
import { mayGoOn } from "../../runner/core/decision.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { plan } from "../../shared/model/plan.ts";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { openWorld, type World } from "../builders/core.ts";
import { approvalRow, runRow } from "../builders/rows.ts";
import { ada, eventTypes, force, start } from "./support/work.ts";

const bob = { ...ada, id: "tok_bob", name: "bob" };

/** A job at work whose plan waits for a person. */
async function planned(world: World) {
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running");
  const ids = { threadId: thread.id, jobId: job.id };
  await world.core.store.write((transaction) => transaction.runs.insert(runRow(ids)));
  const before = await world.core.store.read.events.lastSeq();
  const asked = await askForPlan({ runner: world }, { jobId: job.id });
  return { ...ids, asked, before };
}

test("a plan is asked once per run, tells what is planned, and the job waits for its answer", async () => {
  await using world = await openWorld();
  const { jobId, asked, before } = await planned(world);
  expect(asked).toMatchObject({ kind: "plan", runId: "run_0001", requestKey: "plan-1", status: "pending" });
  expect(plan.parse(asked.payload)).toEqual(samplePlan());
  expect((await askForPlan({ runner: world }, { jobId })).id).toBe(asked.id);
  expect(await eventTypes(world, before)).toEqual(["approval.requested", "job.status", "thread.status"]);
  const [requested] = await world.core.store.read.events.after(before, {}, 1);
  expect(requested).toMatchObject({ runId: "run_0001", data: { detail: samplePlan().summary, kind: "plan" } });
});

test("all that a job asks is decided with the revision of its plan or not at all", async () => {
  await using world = await openWorld();
  const { core } = world;
  const { jobId, threadId, asked } = await planned(world);
  const permission = approvalRow({ threadId, jobId, id: "apr_0000", revision: "other" });
  await core.store.write((transaction) => transaction.approvals.insert(permission));
  const { revision } = asked;
  for (const decide of [approveJob, rejectJob]) {
    await expect(decide(core, ada, { jobId })).rejects.toMatchObject({
      code: "invalid_input",
      hint: expect.stringContaining(`--revision ${revision}`),
      details: { field: "revision" },
    });
    for (const read of ["older", "other"]) {
      const deciding = decide(core, ada, { jobId, revision: read });
      await expect(deciding).rejects.toMatchObject({ code: "stale_revision", details: { revision } });
    }
  }
  expect(await core.store.read.approvals.pending()).toHaveLength(2);
  const { approvals, job } = await approveJob(core, ada, { jobId, revision });
  expect(approvals.map(({ kind, status }) => [kind, status]).toSorted()).toEqual([
    ["permission", "approved"],
    ["plan", "approved"],
  ]);
  expect(job.status).toBe("running");
});

test("a revision that nothing asked has is refused also where no plan is asked about", async () => {
  await using world = await openWorld();
  const { thread, job } = await start(world);
  await force(world, job.id, "preparing", "running", "waiting_approval");
  const row = approvalRow({ threadId: thread.id, jobId: job.id, revision: "r1" });
  await world.core.store.write((transaction) => transaction.approvals.insert(row));
  const jobId = job.id;
  await expect(approveJob(world.core, ada, { jobId, revision: "r0" })).rejects.toMatchObject({
    code: "stale_revision",
  });
  expect((await approveJob(world.core, ada, { jobId, revision: "r1" })).approvals).toHaveLength(1);
});

test("changes are requested with comments on places; the job is not resumed, and the next plan can be approved", async () => {
  await using world = await openWorld();
  const { core } = world;
  const { jobId, threadId, asked, before } = await planned(world);
  const comments = [
    { anchor: { kind: "step", step: 2 }, text: "And one for deletion." },
    { anchor: { kind: "file", path: "src/cache/ttl.ts" }, text: "Keep it." },
  ];
  const request = { approvalId: asked.id, decision: "request_changes", revision: asked.revision, comments };
  const { approval } = await decideApproval(core, ada, request);
  expect(approval).toMatchObject({ status: "changes_requested", decidedBy: "ada", comment: null, comments });
  expect(await core.store.read.approvals.get(asked.id)).toEqual(approval);
  const events = await core.store.read.events.after(before, {}, 100);
  expect(events.at(-1)).toMatchObject({
    type: "approval.decided",
    data: { status: "changes_requested", by: "ada", comments },
  });
  expect((await core.store.read.jobs.get(jobId))?.status).toBe("waiting_approval");

  // Another question of the job, answered meanwhile, does not resume it either.
  await core.store.write((transaction) =>
    transaction.approvals.insert(approvalRow({ threadId, jobId, id: "apr_0000" })),
  );
  await decideApproval(core, ada, { approvalId: "apr_0000", decision: "approve" });
  expect((await core.store.read.jobs.get(jobId))?.status).toBe("waiting_approval");

  const better = await askForPlan({ runner: world }, { jobId, plan: samplePlan({ number: 2, summary: "Better." }) });
  expect(better.revision).not.toBe(asked.revision);
  const yes = { approvalId: better.id, decision: "approve", revision: better.revision };
  expect((await decideApproval(core, ada, yes)).approval).toMatchObject({ status: "approved", comments: [] });
  expect((await core.store.read.jobs.get(jobId))?.status).toBe("running");
});

test("of two answers to a plan the first wins; one on an older revision settles nothing", async () => {
  await using world = await openWorld();
  const { asked } = await planned(world);
  const decide = (caller: typeof ada, decision: string, revision = asked.revision) =>
    decideApproval(world.core, caller, { approvalId: asked.id, decision, revision, comment: "so be it" });
  await expect(decide(ada, "approve", "older")).rejects.toMatchObject({ code: "stale_revision" });
  const answers = await Promise.allSettled([decide(ada, "request_changes"), decide(bob, "approve")]);
  expect(answers).toMatchObject([
    { status: "fulfilled", value: { approval: { status: "changes_requested", decidedBy: "ada" } } },
    { reason: { code: "already_decided", details: { status: "changes_requested", decidedBy: "ada" } } },
  ]);
});

const step = (number: number) => ({ anchor: { kind: "step", step: number }, text: "x" });
const file = (path: string) => ({ anchor: { kind: "file", path }, text: "x" });
const refused: [what: string, change: object, field: string][] = [
  ["no revision", { decision: "approve", revision: undefined }, "revision"],
  ["changes of nothing", { decision: "request_changes", comment: "  ", comments: [] }, "comment"],
  ["an approval with comments on places", { decision: "approve", comments: [step(1)] }, "comments"],
  ["a step that is not there", { comments: [step(1), step(3)] }, "comments[1].anchor"],
  ["step 0", { comments: [step(0)] }, "comments[0].anchor.step"],
  ["a file that is not in the plan", { comments: [file("src/other.ts")] }, "comments[0].anchor"],
  ["a path out of the repository", { comments: [file("../x")] }, "comments[0].anchor.path"],
  ["an empty comment", { comments: [{ ...step(1), text: " " }] }, "comments[0].text"],
  ["too many comments", { comments: Array.from({ length: 201 }, () => step(1)) }, "comments"],
  [
    "too much in comments",
    { comments: Array.from({ length: 21 }, () => ({ ...step(1), text: "x".repeat(10_000) })) },
    "comments",
  ],
  ["another word", { decision: "maybe" }, "decision"],
];
for (const [what, change, field] of refused) {
  test(`a decision on a plan with ${what} is refused and names the field`, async () => {
    await using world = await openWorld();
    const { asked } = await planned(world);
    const { id: approvalId, revision } = asked;
    const deciding = decideApproval(world.core, ada, { approvalId, revision, decision: "reject", ...change });
    await expect(deciding).rejects.toMatchObject({ code: "invalid_input", details: { field } });
    expect(await world.core.store.read.approvals.get(approvalId)).toEqual(asked);
  });
}

test("changes and comments on places are for plans only", async () => {
  await using world = await openWorld();
  const { threadId, jobId } = await planned(world);
  await world.core.store.write((transaction) =>
    transaction.approvals.insert(approvalRow({ threadId, jobId, id: "apr_permission" })),
  );
  const decide = (change: object) =>
    decideApproval(world.core, ada, { approvalId: "apr_permission", comment: "x", ...change });
  await expect(decide({ decision: "request_changes" })).rejects.toMatchObject({ details: { field: "decision" } });
  await expect(decide({ decision: "reject", comments: [step(1)] })).rejects.toMatchObject({
    details: { field: "comments[0].anchor" },
  });
});

const goingOn: [boolean, Pick<Approval, "kind" | "status">[]][] = [
  [true, []],
  [true, [{ kind: "plan", status: "approved" }]],
  [true, [{ kind: "plan", status: "rejected" }]],
  [false, [{ kind: "plan", status: "pending" }]],
  [false, [{ kind: "plan", status: "changes_requested" }]],
  [
    false,
    [
      { kind: "plan", status: "changes_requested" },
      { kind: "permission", status: "approved" },
    ],
  ],
  [
    false,
    [
      { kind: "plan", status: "approved" },
      { kind: "permission", status: "pending" },
    ],
  ],
  [
    true,
    [
      { kind: "plan", status: "changes_requested" },
      { kind: "plan", status: "approved" },
    ],
  ],
];
for (const [expected, approvals] of goingOn) {
  const shown = approvals.map(({ kind, status }) => `${kind} ${status}`).join(", ") || "no question";
  test(`a job with ${shown} ${expected ? "may go on" : "waits"}`, () => {
    expect(mayGoOn(approvals)).toBe(expected);
  });
}

const bounds: [string, object][] = [
  ["an empty title", { title: " " }],
  ["a path out of the repository", { filesToTouch: [{ path: "../x", change: "new", reason: "" }] }],
  ["an unknown kind of change", { filesToTouch: [{ path: "x", change: "moved", reason: "" }] }],
  ["number 0", { number: 0 }],
  ["a chance above 1", { forecast: { successChance: 1.1, durationMs: 1, turns: 1, sampleSize: 1 } }],
  ["a score above 100", { signal: { score: 101, sources: [] } }],
  ["too many steps", { steps: Array.from({ length: 201 }, () => ({ title: "x", detail: "" })) }],
  ["too much in all", { steps: Array.from({ length: 100 }, () => ({ title: "x", detail: "x".repeat(11_000) })) }],
];
for (const [what, change] of bounds) {
  test(`a plan with ${what} is no plan`, () => {
    expect(plan.safeParse({ ...samplePlan(), ...change }).success).toBe(false);
  });
}
