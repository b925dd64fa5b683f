import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "../../runner/core/commands/tokens.ts";
import { type Box, openBox } from "./support/box.ts";

const program = join(import.meta.dirname, "../../dist/runner/spool.js");

let box: Box;
beforeAll(async () => {
  box = await openBox();
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

interface Message {
  jsonrpc: string;
  id: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");
const messages = (text: string) => lines(text).map((line) => JSON.parse(line) as Message);
const request = (id: number, method: string, params: object = {}) =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
const initialize = request(0, "initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "test", version: "1" },
});

test("standard output carries the protocol only, and every request that came before the end is answered", async () => {
  const input = [
    initialize,
    "this is no message\n",
    '{"jsonrpc":"2.0"}\n',
    request(1, "tools/list"),
    request(2, "tools/call", { name: "list_projects", arguments: {} }),
    request(3, "tools/call", { name: "nothing", arguments: {} }),
  ].join("");
  const { code, stdout, stderr } = await box.spoolProcess(["mcp"], { input });
  expect(code).toBe(0);
  const answers = messages(stdout).toSorted((a, b) => a.id - b.id);
  expect(answers.map(({ jsonrpc, id }) => [jsonrpc, id])).toEqual([0, 1, 2, 3].map((id) => ["2.0", id]));
  expect(answers[0]?.result).toMatchObject({ protocolVersion: "2025-06-18", serverInfo: { name: "spool" } });
  expect(answers[2]?.result).toMatchObject({ structuredContent: { projects: [{ name: "demo" }] } });
  expect(answers[3]?.error?.message).toContain("nothing");
  expect(lines(stderr)).toHaveLength(2);
  expect(lines(stderr).every((line) => line.startsWith("spool: "))).toBe(true);
});

test("a message beyond what is read ends it, with the reason on standard error", async () => {
  const { stdout, stderr } = await box.spoolProcess(["mcp"], { input: `"${"x".repeat(5 * 1024 * 1024)}` });
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^spool: .*buffer/i);
});

test("who configured it wrongly learns it at the start", async () => {
  const nowhere = await box.spoolProcess(["mcp"], { env: { HOME: join(box.home, "empty") }, input: initialize });
  expect(nowhere).toMatchObject({ code: 8, stdout: "" });
  const wrong = join(box.home, "wrong-token");
  await writeFile(wrong, "spool_wrong\n", { mode: 0o600 });
  const refused = await box.spoolProcess(["mcp", "--token-file", wrong], { input: initialize });
  expect(refused).toMatchObject({ code: 7, stdout: "" });
  expect(refused.stderr).not.toContain("spool_wrong");
});

test("the token of another role gives the tools of that role", async () => {
  const { secret } = await createToken(box.world.core, { name: "looker", role: "viewer" });
  const tokenFile = join(box.home, "viewer-token");
  await writeFile(tokenFile, secret, { mode: 0o600 });
  const { stdout } = await box.spoolProcess(["mcp", "--token-file", tokenFile], {
    input: initialize + request(1, "tools/list"),
  });
  const listed = messages(stdout).find(({ id }) => id === 1)?.result as { tools: { name: string }[] };
  expect(listed.tools.map(({ name }) => name)).toContain("get_thread");
  expect(listed.tools.map(({ name }) => name)).not.toContain("start_thread");
});

test("SIGTERM ends it as its client's end would", async () => {
  const child = spawn(process.execPath, [program, "mcp"], { env: box.environment, stdio: ["pipe", "pipe", "ignore"] });
  try {
    child.stdin.write(initialize);
    await once(child.stdout, "data");
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill("SIGKILL");
  }
});
