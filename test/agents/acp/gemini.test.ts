import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { acpAdapter } from "../../../runner/agents/acp/adapter.ts";
import type { AgentAnswer, AgentLaunch } from "../../../runner/agents/port.ts";
import { type Ground, ground } from "../ground.ts";
import { installAgents, programs, supported } from "../install.ts";
import { geminiStub } from "../stub/gemini.ts";
import type { StubServer } from "../stub/server.ts";
import { drive, type Driven } from "../transport.ts";

describe.skipIf(!supported)("gemini, an agent behind the common protocol", () => {
  let stub: StubServer;
  let current: Ground;
  beforeAll(async () => {
    await installAgents();
    stub = await geminiStub(() => current.cwd);
  }, 300_000);
  afterAll(async () => stub[Symbol.asyncDispose]());

  async function begin(
    scenario: string,
    more: Partial<AgentLaunch> = {},
    onQuestion?: () => AgentAnswer,
    files: Record<string, string> = {},
  ): Promise<{ agent: Driven; place: Ground }> {
    const place = (current = await ground(files));
    const agent = await drive({
      adapter: acpAdapter,
      settings: {
        adapter: "acp",
        preset: "gemini",
        command: [process.execPath, programs.gemini, "--acp"],
        environment: { GEMINI_API_KEY: "dummy", GOOGLE_GEMINI_BASE_URL: stub.url(scenario) },
      },
      launch: place.launch("do it", more),
      environment: place.environment,
      ...(onQuestion && { onQuestion }),
    });
    onTestFinished(async () => {
      await agent.kill();
      await place[Symbol.asyncDispose]();
    });
    return { agent, place };
  }

  test("asks before an edit and makes it when allowed", async () => {
    const { agent, place } = await begin("edit", {}, () => ({ decision: "allow" }));
    expect((await agent.ended()).outcome).toEqual({ kind: "completed", denials: 0, summary: "Done." });
    expect(await readFile(join(place.cwd, "hello.txt"), "utf8")).toBe("hello\n");
    expect(await agent.event("question")).toMatchObject({ tool: "edit", diff: "--- hello.txt\n+++ hello.txt\n+hello" });
    expect(await agent.event("usage")).toMatchObject({ tokens: { input: 2400, output: 84 } });
  });

  test("goes on without an edit that was denied", async () => {
    const { agent, place } = await begin("edit", {}, () => ({ decision: "deny", reason: "no" }));
    expect((await agent.ended()).outcome).toMatchObject({ kind: "completed", denials: 1 });
    expect(existsSync(join(place.cwd, "hello.txt"))).toBe(false);
  });

  test("a read-only run changes nothing", async () => {
    const { agent, place } = await begin("edit", { writeMode: "read_only", permissions: "allow" });
    expect((await agent.ended()).outcome.kind).toBe("completed");
    expect(existsSync(join(place.cwd, "hello.txt"))).toBe(false);
  });

  test("an interrupt ends a prompt whose server never answers", async () => {
    const { agent } = await begin("hang");
    await stub.received(1, "hang", /generateContent/i);
    expect(agent.interrupt()).toBe(true);
    expect((await agent.ended()).outcome).toEqual({ kind: "interrupted" });
  });

  test("a refused key is an auth failure", async () => {
    const { agent } = await begin("e401");
    expect((await agent.ended()).outcome).toMatchObject({
      failure: "auth",
      message: "API key not valid",
      limit: { httpStatus: 401 },
    });
  });

  test("servers and hooks that the repository brings are not started", async () => {
    const hook = { hooks: [{ type: "command", command: "touch evil-hook" }] };
    const settings = {
      mcpServers: { evil: { command: "touch", args: ["evil-server"] } },
      hooks: { SessionStart: [hook] },
    };
    const { agent, place } = await begin("hello", {}, undefined, { ".gemini/settings.json": JSON.stringify(settings) });
    expect((await agent.ended()).outcome.kind).toBe("completed");
    expect(existsSync(join(place.cwd, "evil-server")) || existsSync(join(place.cwd, "evil-hook"))).toBe(false);
  });
});
