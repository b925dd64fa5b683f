import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { claudeAdapter } from "../../../runner/agents/claude/adapter.ts";
import type { AgentAnswer, AgentEvent, AgentLaunch, AgentSettings, TokenUsage } from "../../../runner/agents/port.ts";
import { type Ground, ground } from "../ground.ts";
import { installAgents, programs, supported } from "../install.ts";
import { anthropicStub } from "../stub/anthropic.ts";
import type { StubServer } from "../stub/server.ts";
import { drive, type Driven } from "../transport.ts";

const allow = (): AgentAnswer => ({ decision: "allow" });
const deny = (): AgentAnswer => ({ decision: "deny", reason: "not today" });

function used(events: readonly AgentEvent[]): TokenUsage {
  const sum = { input: 0, cachedInput: 0, output: 0 };
  for (const event of events) {
    if (event.kind !== "usage") continue;
    sum.input += event.tokens.input;
    sum.cachedInput += event.tokens.cachedInput;
    sum.output += event.tokens.output;
  }
  return sum;
}

describe.skipIf(!supported)("claude", () => {
  let stub: StubServer;
  beforeAll(async () => {
    await installAgents();
    stub = await anthropicStub();
  }, 300_000);
  afterAll(async () => stub[Symbol.asyncDispose]());

  async function begin(
    scenario: string,
    more: Partial<AgentLaunch> = {},
    options: {
      onQuestion?: (question: { requestId: string }) => AgentAnswer | undefined;
      place?: Ground;
      environment?: Record<string, string>;
      url?: string;
    } = {},
  ): Promise<{ agent: Driven; place: Ground }> {
    const place = options.place ?? (await ground());
    const settings: AgentSettings = {
      adapter: "claude",
      command: [programs.claude],
      environment: {
        ANTHROPIC_BASE_URL: options.url ?? stub.url(scenario),
        ANTHROPIC_API_KEY: "sk-dummy",
        CLAUDE_CODE_MAX_RETRIES: "1",
        ...options.environment,
      },
    };
    const agent = await drive({
      adapter: claudeAdapter,
      settings,
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
  const hello = (place: Ground) => readFile(join(place.cwd, "hello.txt"), "utf8");

  async function stored(place: Ground, sessionId: string): Promise<string> {
    const files = await readdir(join(place.home, ".claude"), { recursive: true });
    const file = files.find((name) => name.endsWith(`${sessionId}.jsonl`));
    return file === undefined ? "" : readFile(join(place.home, ".claude", file), "utf8");
  }

  test("edits files, and neither prompt stands on the command line", async () => {
    const { agent, place } = await begin("edit", { systemPrompt: "SYSTEM-MARK" });
    const { outcome } = await agent.ended();
    expect(outcome).toEqual({ kind: "completed", denials: 0, summary: "Done." });
    expect(await hello(place)).toBe("hello world\n");
    expect(agent.process.spawnargs.join(" ")).not.toMatch(/do it|SYSTEM-MARK|sk-dummy/);
    expect(JSON.stringify(stub.requests.find((request) => request.scenario === "edit")?.body["system"])).toContain(
      "SYSTEM-MARK",
    );
    expect(agent.events.map((event) => event.kind).filter((kind) => kind !== "usage")).toEqual([
      "session",
      "message",
      "tool_call",
      "question",
      "tool_result",
      "tool_call",
      "question",
      "tool_result",
      "tool_call",
      "question",
      "tool_result",
      "message",
    ]);
    expect(used(agent.events)).toEqual({ input: 4800, cachedInput: 1200, output: 168 });
    expect(agent.events.at(-1)).toMatchObject({ kind: "usage", turns: 4 });
  });

  test("asks before a command and runs it when allowed", async () => {
    const { agent, place } = await begin("command", {}, { onQuestion: allow });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", denials: 0 });
    expect(await agent.event("question")).toMatchObject({ tool: "execute", title: "sh -c 'echo ran > ran.txt'" });
    expect(existsSync(join(place.cwd, "ran.txt"))).toBe(true);
  });

  test("goes on without a command that was denied", async () => {
    const { agent, place } = await begin("command", {}, { onQuestion: deny });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", denials: 1 });
    expect(await agent.event("denied")).toMatchObject({ reason: "not today" });
    expect(existsSync(join(place.cwd, "ran.txt"))).toBe(false);
  });

  test("an unattended run is not allowed to write outside its worktree", async () => {
    const { agent, place } = await begin("outside", { permissions: "allow" });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", denials: 1 });
    expect(existsSync(join(place.root, "outside.txt"))).toBe(false);
  });

  test.each(["edit", "command"])("a read-only run changes nothing (%s)", async (scenario) => {
    const { agent, place } = await begin(scenario, { writeMode: "read_only", permissions: "allow" });
    expect((await agent.ended()).outcome.kind).toBe("completed");
    expect(agent.events.filter((event) => event.kind === "warning")).toEqual([]);
    expect(existsSync(join(place.cwd, "hello.txt")) || existsSync(join(place.cwd, "ran.txt"))).toBe(false);
  });

  test("its list of tasks becomes a plan", async () => {
    const { agent } = await begin("tasks");
    await agent.ended();
    expect(agent.events.findLast((event) => event.kind === "plan")).toEqual({
      kind: "plan",
      entries: [{ text: "Write file", status: "completed" }],
    });
  });

  test("an interrupt ends the turn and the command it was in", async () => {
    const { agent } = await begin("sleep", { permissions: "allow" });
    await agent.event("tool_call");
    expect(agent.interrupt()).toBe(true);
    expect((await agent.ended()).outcome).toEqual({ kind: "interrupted" });
  });

  test("takes a further message while it works", async () => {
    const asked = Promise.withResolvers<string>();
    const onQuestion = ({ requestId }: { requestId: string }) => {
      asked.resolve(requestId);
      return undefined;
    };
    const { agent } = await begin("command", {}, { onQuestion });
    const requestId = await asked.promise;
    expect(agent.message("m1", "FURTHER-WORDS")).toBe(true);
    agent.answer(requestId, { decision: "allow" });
    expect((await agent.ended()).outcome.kind).toBe("completed");
    expect(stub.requests.some((request) => JSON.stringify(request.body).includes("FURTHER-WORDS"))).toBe(true);
    expect(agent.message("m2", "too late")).toBe(false);
  });

  test("a background task is waited for, and each result adds only its own usage", async () => {
    const environment = { CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: "" };
    const { agent } = await begin("background", { permissions: "allow" }, { environment });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", summary: "It is over." });
    expect(used(agent.events).output).toBe(84 + 42);
  });

  test("a second process goes on with the session and reports only what it used itself", async () => {
    await using place = await ground();
    const first = await begin("hello", {}, { place });
    expect((await first.agent.ended()).outcome.kind).toBe("completed");
    const { sessionId } = await first.agent.event("session");
    const second = await begin("hello", { resumeSessionId: sessionId }, { place });
    expect((await second.agent.ended()).outcome.kind).toBe("completed");
    expect(await second.agent.event("session")).toMatchObject({ sessionId });
    const last = (events: readonly AgentEvent[]) => events.findLast((event) => event.kind === "usage")?.costUsd;
    const costs = [first, second].map(({ agent }) => last(agent.events));
    expect(costs[0]).toBeGreaterThan(0);
    expect(costs[1]).toBeCloseTo(costs[0] ?? 0);
  });

  test("a session that was killed in the middle of its work can be gone on with", async () => {
    await using place = await ground();
    const first = await begin("sleep", { permissions: "allow" }, { place });
    const { sessionId } = await first.agent.event("session");
    // The id is told before the session is on disk: killed earlier, there is nothing to go on with.
    await expect.poll(() => stored(place, sessionId), { timeout: 10_000 }).toContain("sleep 600");
    await first.agent.kill();
    expect((await first.agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "crash" });
    const second = await begin("hello", { resumeSessionId: sessionId }, { place });
    expect((await second.agent.ended()).outcome).toMatchObject({ kind: "completed", summary: "Hello from the stub." });
  });

  test("a session that is not there is told apart", async () => {
    const { agent } = await begin("hello", { resumeSessionId: "22222222-2222-4222-8222-222222222222" });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "session_missing" });
  });

  test.each([
    ["e400", "quota", 400],
    ["e401", "auth", 401],
    ["e403", "auth", 403],
    ["e404", "bad_request", undefined],
    ["e429", "rate_limit", 429],
    ["e500", "overloaded", 500],
    ["e529", "overloaded", 529],
    ["refusal", "refusal", undefined],
    ["cut", "context_overflow", undefined],
  ])("%s is the failure %s", async (scenario, failure, httpStatus) => {
    const { agent } = await begin(scenario);
    const { outcome } = await agent.ended();
    expect(outcome).toMatchObject({ kind: "failed", failure });
    expect(agent.events.find((event) => event.kind === "limit")?.limit.httpStatus).toBe(httpStatus);
    expect(agent.events.some((event) => event.kind === "message" && event.text.includes("API Error"))).toBe(false);
  });

  test("limits on turns and cost are failures of their own", async () => {
    const turns = await begin("loop", { permissions: "allow", maxTurns: 2 });
    expect((await turns.agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "turn_limit" });
    const cost = await begin("expensive", { permissions: "allow", maxCostUsd: 1 });
    expect((await cost.agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "cost_limit" });
  });

  test("a retry is told and then forgotten", async () => {
    const { agent } = await begin("flaky");
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", summary: "Recovered." });
    expect(await agent.event("retrying")).toMatchObject({ attempt: 1, httpStatus: 529 });
  });

  test("a server that is not there is a network failure", async () => {
    const closed = await anthropicStub();
    const url = closed.url("hello");
    await closed[Symbol.asyncDispose]();
    const { agent } = await begin("hello", {}, { url });
    expect((await agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "network" });
  });

  test("a server that never answers leads to no claim of success", async () => {
    const stalled = await begin("hang");
    await stub.received(1, "hang", /^\/v1\/messages/);
    await stalled.agent.event("session");
    expect(stalled.agent.interrupt()).toBe(true);
    expect((await stalled.agent.ended()).outcome).toEqual({ kind: "interrupted" });
    const killed = await begin("hang");
    await killed.agent.event("session");
    await killed.agent.kill();
    expect((await killed.agent.ended()).outcome).toMatchObject({ kind: "failed", failure: "crash" });
  });

  test("nothing that the repository brings is executed", async () => {
    await using place = await ground({
      ".claude/settings.json": JSON.stringify({
        hooks: { SessionStart: [{ hooks: [{ type: "command", command: "touch evil-hook" }] }] },
        enableAllProjectMcpServers: true,
      }),
      ".mcp.json": JSON.stringify({ mcpServers: { evil: { command: "touch", args: ["evil-server"] } } }),
    });
    const { agent } = await begin("hello", {}, { place });
    expect((await agent.ended()).outcome.kind).toBe("completed");
    expect(existsSync(join(place.cwd, "evil-hook")) || existsSync(join(place.cwd, "evil-server"))).toBe(false);
  });
});
