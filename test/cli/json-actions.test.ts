import { afterAll, beforeAll, expect, test } from "vitest";
import { answerRequest } from "../../runner/cli/json/answer.ts";
import { bindClient } from "../../runner/cli/connect/bind-client.ts";
import type { RunnerPort } from "../../runner/cli/runner-port.ts";
import { connect } from "../../runner/client/client.ts";
import { readFile } from "node:fs/promises";
import { type Box, openBox } from "./support/box.ts";
import { expectGolden, stableIds } from "./support/golden.ts";
import { moveTo, seedApproval, seedRun, seedThread } from "./support/seed.ts";

let box: Box;
let runner: RunnerPort;

beforeAll(async () => {
  box = await openBox();
  const token = (await readFile(box.tokenFile, "utf8")).trim();
  runner = bindClient(connect({ url: box.server.address, token }));
});
afterAll(async () => {
  await runner[Symbol.asyncDispose]();
  await box[Symbol.asyncDispose]();
});

async function ask(request: unknown) {
  const text = typeof request === "string" ? request : JSON.stringify(request);
  return answerRequest(Buffer.from(text), async () => runner);
}

async function call(action: string, input: object = {}, more: object = {}) {
  return ask({ version: "v1", id: "7", action, input, ...more });
}

async function result(action: string, input: object = {}): Promise<Record<string, never>> {
  const answer = await call(action, input);
  expect(answer).toMatchObject({ version: "v1", id: "7", ok: true });
  return answer.result as Record<string, never>;
}

async function golden(name: string, value: unknown): Promise<void> {
  const text = stableIds(JSON.stringify(value, null, 2))
    .replaceAll(box.home, "<home>")
    .replaceAll(box.server.address, "<url>");
  await expectGolden(`json/${name}.json`, `${text}\n`);
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
  expect(await result("queue.get")).toMatchObject({ lanes: { global: { limit: 4 } } });
  expect(await result("status")).toMatchObject({ version: "0.1.0" });
  expect(await result("agent.list")).toMatchObject({ agents: [{ name: "claude" }, { available: false }] });
  expect(await result("thread.changes", { thread_id: thread.id, patch: true })).toMatchObject({
    changes: { additions: 41 },
  });
  expect(await result("artifact.list", { thread_id: thread.id })).toEqual({ artifacts: [] });
  expect(await result("approval.list")).toEqual({ approvals: [] });
  expect((await call("job.reject", { job_id: job.id })).error).toMatchObject({ code: "invalid_request" });
  const page = await result("thread.list", { limit: 1 });
  expect(page).toMatchObject({ threads: [{ id: thread.id }], next_after: thread.id });
  expect(await result("worktree.prune", { dry_run: true })).toMatchObject({ dry_run: true });
});

test("errors have v1's codes and name the field", async () => {
  const { thread, job } = await seedThread(box.world, "wrong");
  const start = { project: "demo", instruction: "x" };
  const cases: [string, unknown][] = [
    ["not JSON", "{"],
    ["not an object", "[1]"],
    ["no version", { action: "capabilities", id: "q" }],
    ["wrong version", { version: "v2", action: "capabilities" }],
    ["id is a number", { version: "v1", id: 4, action: "capabilities" }],
    ["no action", { version: "v1" }],
    ["unknown action", { version: "v1", id: "q", action: "thread.delete" }],
    ["prototype's action", { version: "v1", action: "constructor" }],
    ["input is a list", { version: "v1", action: "job.list", input: [] }],
    ["client is text", { version: "v1", action: "job.list", client: "me" }],
    ["raw alias on error", { version: "v1", action: "submit", input: {} }],
    ["no instruction", { version: "v1", action: "thread.start", input: { project: "demo" } }],
    ["priority is text", { version: "v1", action: "thread.start", input: { ...start, priority: "high" } }],
    ["publish policy", { version: "v1", action: "thread.start", input: { ...start, publish_policy: "draft_pr" } }],
    ["write mode", { version: "v1", action: "thread.start", input: { ...start, write_mode: "all" } }],
    ["requested by", { version: "v1", action: "thread.start", input: { ...start, requested_by: { type: "x" } } }],
    ["job type", { version: "v1", action: "thread.start", input: { ...start, job_type: "none" } }],
    ["agent", { version: "v1", action: "thread.start", input: { ...start, agent_adapter: "none" } }],
    ["unknown project", { version: "v1", action: "thread.start", input: { ...start, project: "none" } }],
    ["projects disagree", { version: "v1", action: "thread.start", input: { ...start, project_id: "prj_other" } }],
    ["status", { version: "v1", action: "thread.list", input: { status: "busy" } }],
    ["unknown thread", { version: "v1", action: "thread.get", input: { thread_id: "thr_none" } }],
    ["unknown job", { version: "v1", action: "job.get", input: { id: "job_none" } }],
    ["unknown worktree", { version: "v1", action: "worktree.get", input: { id: "wt_none" } }],
    [
      "attach to nothing",
      {
        version: "v1",
        action: "event.attach",
        input: { thread_id: "thr_none", source: "a", source_id: "b", type: "c", body: "d" },
      },
    ],
    ["no id", { version: "v1", action: "job.cancel", input: {} }],
    ["retry what waits", { version: "v1", action: "job.retry", input: { job_id: job.id } }],
    ["thread id is a number", { version: "v1", action: "thread.get", input: { thread_id: 4 } }],
  ];
  const answers: Record<string, unknown> = {};
  for (const [name, request] of cases) answers[name] = await ask(request);
  expect(thread.id).not.toBe("");
  await golden("errors", answers);
});
