import { expect, test } from "vitest";
import { openJsonBox } from "./support/json-box.ts";
import { seedThread } from "./support/seed.ts";

test("errors have v1's codes and name the field", async () => {
  await using json = await openJsonBox();
  const { box } = json;
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
  for (const [name, request] of cases) answers[name] = await json.ask(request);
  expect(thread.id).not.toBe("");
  await json.golden("errors", answers);
});
