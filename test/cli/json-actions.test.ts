import { afterAll, beforeAll, expect, test } from "vitest";
import { askForBudget, askForPlan } from "../builders/approvals.ts";
import { offerUnpriced } from "../../shared/budget/offer.ts";
import type { Box } from "./support/box.ts";
import { type JsonBox, openJsonBox } from "./support/json-box.ts";
import { moveTo, seedApproval, seedRun, seedThread } from "./support/seed.ts";

let json: JsonBox;
let box: Box;

beforeAll(async () => {
  json = await openJsonBox();
  box = json.box;
});
afterAll(async () => {
  await json[Symbol.asyncDispose]();
});

const call: JsonBox["call"] = (...request) => json.call(...request);
const golden: JsonBox["golden"] = (name, value) => json.golden(name, value);

async function result(action: string, input: object = {}): Promise<Record<string, never>> {
  const answer = await call(action, input);
  expect(answer).toMatchObject({ version: "v1", id: "7", ok: true });
  return answer.result as Record<string, never>;
}

test("each action of the floor answers in its shape", async () => {
  expect.hasAssertions();
  await golden("capabilities", await call("capabilities"));
  await golden("project.list", await call("project.list"));
  const started = await result("thread.start", {
    project: "demo",
    instruction: "  Build   cache invalidation for user updates ",
    prompt_payload: { prompt: "be brief", style: "terse" },
    approval_policy: "never",
    publish_policy: "patch",
    verification_commands: ["npm test"],
    priority: 2,
    write_mode: "workspace_write",
    timeout_ms: 600_000,
    retry_limit: 1,
    thread_metadata: { ticket: "A-1" },
    job_metadata: { attempt: 1 },
  });
  await golden("thread.start", started);
  const { thread, job } = started as unknown as { thread: { id: string }; job: { id: string } };
  await moveTo(box.world, job.id, "preparing", "running", "failed");
  const stored = await box.world.core.store.read.jobs.get(job.id);
  const { worktreeId } = await seedRun(box.world, stored!);
  await golden(
    "thread.event.attach",
    await call("thread.event.attach", {
      thread_id: thread.id,
      source: "github",
      source_id: "run/1",
      type: "ci.failed",
      body: "2 tests failed",
    }),
  );
  await golden(
    "thread.list",
    await call("thread.list", { project_id: "prj_demo", project: "demo", status: "blocked" }),
  );
  await golden("thread.get", await call("thread.get", { id: thread.id }));
  await golden("job.list", await call("job.list", { thread_id: thread.id }));
  await golden("job.get", await call("job.get", { job_id: job.id }));
  await golden("worktree.list", await call("worktree.list", { thread_id: thread.id }));
  await golden("worktree.get", await call("worktree.get", { worktree_id: worktreeId }));
  await golden("job.retry", await call("job.retry", { job_id: job.id }));
  await golden("job.cancel", await call("job.cancel", { job_id: job.id }));
  await golden(
    "thread.continue",
    await call("thread.continue", { thread_id: thread.id, goal: "Go on", title: "More" }),
  );
});

test("aliases answer under their canonical names", async () => {
  const submitted = await call("submit", { project: "demo", goal: "Do it" });
  expect(submitted).toMatchObject({ ok: true, action: "thread.start" });
  const { thread } = submitted.result as { thread: { id: string } };
  expect(await call("continue", { thread_id: thread.id, goal: "More" })).toMatchObject({ action: "thread.continue" });
  const event = { thread_id: thread.id, source_kind: "ci", source_id: "1", event_type: "x", payload: [1, null] };
  expect(await call("event.attach", event)).toMatchObject({ action: "thread.event.attach", ok: true });
});

test("approving what asks says changed, approving what does not ask leaves it unchanged", async () => {
  const { job } = await seedThread(box.world, "needs an answer");
  expect((await call("job.approve", { job_id: job.id })).result).toMatchObject({
    changed: false,
    job: { status: "queued" },
  });
  await moveTo(box.world, job.id, "preparing", "running", "waiting_approval");
  await seedApproval(box.world, job);
  expect((await call("job.approve", { job_id: job.id })).result).toMatchObject({
    changed: true,
    job: { status: "running" },
  });
});

test("a plan is approved with its revision only", async () => {
  const { job } = await seedThread(box.world, "plan it");
  await moveTo(box.world, job.id, "preparing", "running");
  const { revision } = await askForPlan({ runner: box.world }, { jobId: job.id });
  for (const action of ["job.approve", "job.reject"]) {
    const blind = await call(action, { id: job.id });
    expect(blind.error).toMatchObject({
      code: "invalid_request",
      details: { code: "invalid_input", field: "revision", hint: expect.stringContaining(revision) },
    });
    expect((await call(action, { revision })).error).toMatchObject({ details: { field: "job_id" } });
  }
  expect((await call("job.approve", { job_id: job.id, revision })).result).toMatchObject({ changed: true });
});

test("a used-up budget is extended by an amount of its question", async () => {
  const { job } = await seedThread(box.world, "spend");
  await moveTo(box.world, job.id, "preparing", "running");
  const { id } = await askForBudget({ runner: box.world }, job.id);
  const decide = (more: object) => call("approval.decide", { approval_id: id, decision: "approve", ...more });
  const refused = (message: string) => ({
    error: { code: "invalid_request", message: expect.stringContaining(message), details: { field: "amount" } },
  });
  expect(await decide({ amount: "5" })).toMatchObject(refused("must be a number: dollars, tokens, minutes or turns"));
  expect(await decide({ amount: 0 })).toMatchObject(refused("must be more than 0"));
  expect(await decide({ amount: 1e10 })).toMatchObject(refused("must be at most 1000000000"));
  expect(await decide({ amount: 5, choice: "extend_same" })).toMatchObject(refused("so does the choice"));
  expect(await decide({ amount: 5, decision: "reject" })).toMatchObject(refused("when it is approved"));
  expect((await decide({ amount: 5 })).result).toMatchObject({ approval: { status: "approved" } });
  expect(await box.world.core.store.read.jobs.get(job.id)).toMatchObject({ budgetExtra: { turns: 5 } });

  const { job: unpriced } = await seedThread(box.world, "no price");
  await moveTo(box.world, unpriced.id, "preparing", "running");
  const dollars = { scope: "job", kind: "usd", used: 0, limit: 1, partlyUnknown: true } as const;
  const asked = await askForBudget({ runner: box.world }, unpriced.id, offerUnpriced(dollars, "nobody-knows"));
  const more = await call("approval.decide", { approval_id: asked.id, decision: "approve", amount: 5 });
  expect(more).toMatchObject(refused("the price is not known"));
  expect(await box.world.core.store.read.jobs.get(unpriced.id)).toMatchObject({ allowUnknownPrice: false });
  expect((await call("job.cancel", { job_id: unpriced.id })).error).toBeUndefined();
});

test("who asks is the client unless the input says", async () => {
  const input = { project: "demo", instruction: "x" };
  const named = await call("thread.start", input, { client: { name: "my-agent", cwd: "/x" } });
  expect(named.result).toMatchObject({
    job: { requested_by: { type: "local_agent", id: "my-agent", client: { name: "my-agent", cwd: "/x" } } },
  });
  const nobody = await call("thread.start", input);
  expect((nobody.result as { job: object }).job).toMatchObject({
    requested_by: { type: "local_agent", id: "local-agent" },
  });
  const said = await call("thread.start", { ...input, requested_by: { type: "bot", id: "b", team: "t" } });
  expect(said.result).toMatchObject({ job: { requested_by: { type: "bot", id: "b", team: "t" } } });
});

test("an idempotency key makes a repeat give the first answer", async () => {
  const input = { project: "demo", instruction: "once" };
  const first = await call("thread.start", input, { idempotency_key: "k-1" });
  expect((await call("thread.start", input, { idempotency_key: "k-1" })).result).toEqual(first.result);
  const other = await call("thread.start", { ...input, instruction: "twice" }, { idempotency_key: "k-1" });
  expect(other.error).toMatchObject({ code: "invalid_request", details: { code: "conflict" } });
});

test("extensions answer too", async () => {
  const { thread, job } = await seedThread(box.world, "extended");
  expect(await result("thread.send", { thread_id: thread.id, text: "hello" })).toMatchObject({
    message: { state: "queued" },
  });
  expect(await result("events.list", { thread_id: thread.id, limit: 2 })).toMatchObject({
    events: [{ type: "thread.created" }, {}],
  });
  expect(await result("queue.pause", { reason: "lunch" })).toMatchObject({ pauses: [{ reason: "lunch" }] });
  expect(await result("queue.resume")).toEqual({ pauses: [] });
  expect(await result("forecast", { project: "demo" })).toMatchObject({
    job_type: "implement",
    basis: null,
    needed: 5,
  });
  expect(await result("queue.get")).toMatchObject({ lanes: { global: { limit: 4 } } });
  expect(await result("status")).toMatchObject({ version: "0.1.0" });
  expect(await result("agent.list")).toMatchObject({ agents: [{ name: "claude" }, { available: false }] });
  expect(await result("thread.commits", { thread_id: thread.id, limit: 5 })).toEqual({
    from: "a",
    to: "b",
    commits: [{ hash: "c", author: "Ada", at: "2023-11-14T22:13:20.000Z", subject: "Do it" }],
    truncated: false,
  });
  expect(await result("thread.changes", { thread_id: thread.id, patch: true })).toMatchObject({
    changes: { additions: 41 },
  });
  expect(await result("artifact.list", { thread_id: thread.id })).toEqual({ artifacts: [] });
  const { thread: away } = await seedThread(box.world, "put away");
  await result("job.cancel", { job_id: (await box.world.core.store.read.jobs.latestForThread(away.id))?.id });
  expect(await result("thread.archive", { thread_id: away.id })).toMatchObject({ thread: { status: "archived" } });
  // v1 always listed these too.
  expect(await result("thread.list", { limit: 1 })).toMatchObject({ threads: [{ id: away.id }] });
  expect(await result("thread.unarchive", { thread_id: away.id })).toMatchObject({ thread: { archived_at: null } });
  expect(await result("approval.list")).toEqual({ approvals: [] });
  expect((await call("job.reject", { job_id: job.id })).error).toMatchObject({ code: "invalid_request" });
  const page = await result("thread.list", { limit: 1 });
  expect(page).toMatchObject({ threads: [{ id: away.id }], next_after: away.id });
  expect(await result("worktree.prune", { dry_run: true })).toMatchObject({ dry_run: true });
});
