import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { acpAdapter } from "../../../runner/agents/acp/adapter.ts";
import type { AgentAnswer, AgentLaunch } from "../../../runner/agents/port.ts";
import { type Ground, ground } from "../ground.ts";
import { drive, type Driven } from "../transport.ts";

const program = join(import.meta.dirname, "../../../runner/agents/scripted/agent.ts");

async function play(
  scenario: unknown,
  more: Partial<AgentLaunch> = {},
  options: { place?: Ground; onQuestion?: () => AgentAnswer } = {},
): Promise<{ agent: Driven; place: Ground }> {
  const place = options.place ?? (await ground());
  await writeFile(join(place.root, "scenario.json"), JSON.stringify(scenario));
  const agent = await drive({
    adapter: acpAdapter,
    settings: {
      adapter: "acp",
      command: [process.execPath, program, "--acp", "--scenario", join(place.root, "scenario.json")],
      environment: {},
    },
    launch: place.launch("do it", more),
    environment: place.environment,
    ...(options.onQuestion && { onQuestion: options.onQuestion }),
  });
  onTestFinished(async () => {
    await agent.kill();
    if (!options.place) await place[Symbol.asyncDispose]();
  });
  return { agent, place };
}

const asking = {
  steps: [
    {
      ask: {
        title: "Write a.txt",
        path: "a.txt",
        content: "a\n",
        allowed: [{ write: { path: "a.txt", content: "a\n" } }, { say: "It is written." }],
        denied: [{ say: "Then not." }],
      },
    },
  ],
};

test("tells its work as it goes, in whole messages", async () => {
  const { agent, place } = await play({
    steps: [
      { think: "let me think about it" },
      { say: "I will write the file." },
      { plan: [{ text: "write", status: "in_progress" }] },
      { write: { path: "a.txt", content: "a\n" } },
      { usage: { input: 10, output: 5, costUsd: 0.25 } },
      { usage: { input: 10, output: 5, costUsd: 0.5 } },
      { say: "Done." },
    ],
  });
  expect((await agent.ended()).outcome).toEqual({ kind: "completed", denials: 0, summary: "Done." });
  expect(await readFile(join(place.cwd, "a.txt"), "utf8")).toBe("a\n");
  expect(agent.events.map((event) => event.kind)).toEqual([
    "session",
    "thought",
    "message",
    "plan",
    "tool_call",
    "tool_result",
    "usage",
    "usage",
    "message",
    "usage",
  ]);
  const usage = agent.events.filter((event) => event.kind === "usage");
  expect(usage.map((event) => event.costUsd)).toEqual([0.25, 0.5, undefined]);
  expect(usage[2]?.tokens).toEqual({ input: 20, cachedInput: 0, output: 10 });
});

test("asks, and goes on as it is answered", async () => {
  const allowed = await play(asking, {}, { onQuestion: () => ({ decision: "allow" }) });
  expect((await allowed.agent.ended()).outcome).toMatchObject({ summary: "It is written.", denials: 0 });
  expect(await allowed.agent.event("question")).toMatchObject({ tool: "edit", diff: "--- a.txt\n+++ a.txt\n+a" });
  expect(existsSync(join(allowed.place.cwd, "a.txt"))).toBe(true);
  const denied = await play(asking, {}, { onQuestion: () => ({ decision: "deny", reason: "no" }) });
  expect((await denied.agent.ended()).outcome).toMatchObject({ summary: "Then not.", denials: 1 });
  expect(existsSync(join(denied.place.cwd, "a.txt"))).toBe(false);
});

test("unattended and read-only runs answer by themselves", async () => {
  const summaries = [];
  for (const more of [
    { permissions: "allow" as const },
    { permissions: "deny" as const },
    { permissions: "allow" as const, writeMode: "read_only" as const },
  ]) {
    const { outcome } = await (await play(asking, more)).agent.ended();
    summaries.push(outcome.kind === "completed" && outcome.summary);
  }
  expect(summaries).toEqual(["It is written.", "Then not.", "Then not."]);
});

test("an interrupt withdraws the open question and ends the prompt", async () => {
  const { agent } = await play(asking);
  const { requestId } = await agent.event("question");
  expect(agent.interrupt()).toBe(true);
  expect((await agent.ended()).outcome).toEqual({ kind: "interrupted" });
  expect(agent.events).toContainEqual({ kind: "question_withdrawn", requestId });
});

test("a second process goes on where the first one was killed", async () => {
  await using place = await ground();
  const scenario = {
    steps: [{ run: "echo once >> log.txt" }, { plan: [] }, { wait: "go" }, { say: "over" }],
  };
  const first = await play(scenario, {}, { place });
  // The step before the plan is on disk by then.
  await first.agent.event("plan");
  const { sessionId } = await first.agent.event("session");
  await first.agent.kill();
  expect((await first.agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "crash" });
  await writeFile(join(place.cwd, "go"), "");
  const second = await play(scenario, { resumeSessionId: sessionId }, { place });
  expect((await second.agent.ended()).outcome).toMatchObject({ kind: "completed", summary: "over" });
  expect(await readFile(join(place.cwd, "log.txt"), "utf8")).toBe("once\n");
});

test("failures keep their meaning", async () => {
  const missing = await play({ steps: [] }, { resumeSessionId: "00000000-0000-4000-8000-000000000000" });
  expect((await missing.agent.ended()).outcome).toMatchObject({ failure: "session_missing" });
  const limited = await play({ steps: [{ fail: { failure: "rate_limit", message: "rate limit reached" } }] });
  expect((await limited.agent.ended()).outcome).toMatchObject({ failure: "rate_limit", limit: { kind: "rate" } });
  const gone = await play({ steps: [{ say: "bye" }, { exit: 3 }] });
  expect((await gone.agent.ended()).outcome).toMatchObject({ failure: "crash" });
});
