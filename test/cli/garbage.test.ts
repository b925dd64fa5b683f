import { join } from "node:path";
import * as fc from "fast-check";
import { execa } from "execa";
import { expect, test } from "vitest";
import { SpoolError } from "../../shared/errors.ts";
import { answerRequest } from "../../runner/cli/json/answer.ts";
import { canonicalAction, extensionActions, floorActions } from "../../runner/cli/json/protocol.ts";
import { temporaryDirectory } from "../builders/directory.ts";

const program = join(import.meta.dirname, "../../dist/runner/spool.js");
const codes = ["invalid_request", "unknown_action", "not_found", "internal_error"];
const noRunner = async () => {
  throw new SpoolError("unavailable", "none");
};

async function expectAnswer(request: Uint8Array): Promise<void> {
  const answer = await answerRequest(request, noRunner);
  const line = JSON.stringify(answer);
  expect(line).not.toContain("\n");
  expect(answer.version).toBe("v1");
  expect(Object.hasOwn(answer, "result")).toBe(answer.ok);
  expect([...codes, "none"]).toContain(answer.error?.code ?? "none");
}

test("any bytes and any JSON give one answer", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), expectAnswer), { numRuns: 300 });
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), (value) => expectAnswer(Buffer.from(JSON.stringify(value)))),
    { numRuns: 300 },
  );
});

test("every action answers whatever its input is", async () => {
  expect.hasAssertions();
  const names = fc.constantFrom(...floorActions, ...extensionActions, "submit", "continue", "event.attach");
  const keys = fc.constantFrom(
    "project",
    "project_id",
    "instruction",
    "goal",
    "thread_id",
    "id",
    "job_id",
    "priority",
    "requested_by",
    "prompt_payload",
    "limit",
    "payload",
    "type",
    "source",
    "source_id",
    "__proto__",
  );
  const input = fc.dictionary(keys, fc.jsonValue(), { maxKeys: 6 });
  await fc.assert(
    fc.asyncProperty(names, fc.oneof(input, fc.jsonValue()), fc.option(fc.jsonValue()), (action, value, client) =>
      expectAnswer(
        Buffer.from(
          JSON.stringify({ version: "v1", id: "1", action, input: value, ...(client !== null && { client }) }),
        ),
      ),
    ),
    { numRuns: 600 },
  );
});

test("every announced action exists", async () => {
  for (const name of [...floorActions, ...extensionActions]) {
    expect(canonicalAction(name)).toBe(name);
    const answer = await answerRequest(
      Buffer.from(JSON.stringify({ version: "v1", action: name, input: {} })),
      noRunner,
    );
    expect(answer.error?.code).not.toBe("unknown_action");
  }
});

test("the program answers garbage, nothing and too much with one line and exits with 0", async () => {
  await using home = await temporaryDirectory();
  const env = { HOME: home.path, PATH: process.env["PATH"] ?? "" };
  const run = (input: string | Uint8Array) =>
    execa(process.execPath, [program, "json"], { input, env, extendEnv: false, reject: false });
  const inputs = [
    "",
    "\n",
    "null",
    "{",
    new Uint8Array([0xff, 0xfe, 0]),
    `"${"x".repeat(4 * 1024 * 1024)}"`,
    '{"version":"v1","action":"status"}',
  ];
  for (const input of inputs) {
    const { exitCode, stdout, stderr } = await run(input);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({ version: "v1", ok: false });
  }
});

test("no arguments whatever print a stack or an undocumented exit code", async () => {
  await using home = await temporaryDirectory();
  const env = {
    HOME: home.path,
    PATH: process.env["PATH"] ?? "",
    SPOOL_RUNNER: "http://127.0.0.1:1",
    SPOOL_TOKEN_FILE: "/dev/null",
  };
  const word = fc.oneof(
    fc.constantFrom(
      "thread",
      "job",
      "worktree",
      "start",
      "show",
      "list",
      "logs",
      "token",
      "create",
      "config",
      "--json",
      "--",
      "--instruction",
      "--project",
      "--limit",
      "--no-color",
      "-f",
      "--help",
      "--status=x",
      "--runner",
      "",
      "queue",
      "event",
      "attach",
      "json",
      "retry",
    ),
    fc.string({ maxLength: 12 }).filter((text) => !text.includes("\u0000")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (args) => {
      const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
        input: "",
        env,
        extendEnv: false,
        reject: false,
      });
      expect([0, 2, 3, 4, 7, 8, 9]).toContain(exitCode);
      expect(`${stdout}\n${stderr}`).not.toMatch(/\n\s+at .*[:(]/);
    }),
    { numRuns: 40 },
  );
});
