import { describe, expect, test } from "vitest";
import { confirmation } from "../../../extension/common/chat/confirmation.ts";
import { chatInputs } from "../../../extension/common/chat/inputs.ts";
import { mcpOffers } from "../../../extension/common/chat/mcp-offers.ts";
import { runnerMeant } from "../../../extension/common/chat/runner-meant.ts";
import type { SessionState } from "../../../extension/common/session/session-state.ts";
import { languageModelTools } from "../../../extension/manifest/chat.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { readToolAnswer } from "../../../shared/client/model-tools.ts";

const online = (version = "1.0.0"): SessionState => ({
  kind: "online",
  hello: { protocol: 1, version, capabilities: [], instance: "i", caller: { name: "c", role: "viewer" }, now: 0 },
});
const offline: SessionState = { kind: "offline", since: 1, reason: "no runner answers", hint: undefined };
const refused: SessionState = { kind: "refused", error: new SpoolError("unauthenticated", "not known") };

const session = (id: string, name: string, state: SessionState = online()) => ({ id, name, state });
const box = session("http://127.0.0.1:7717", "Box");
const lab = session("https://lab.example:8000", "lab");

function problem(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (SpoolError.is(error)) return `${error.code}: ${error.message} – ${error.hint}`;
    throw error;
  }
  return "none";
}

describe("which runner is meant", () => {
  test("the only one, or the one that is named by name, host or address", () => {
    expect(runnerMeant([box], undefined)).toBe(box);
    for (const named of ["box", "BOX", "127.0.0.1:7717", "http://127.0.0.1:7717"]) {
      expect([named, runnerMeant([lab, box], named).name]).toEqual([named, "Box"]);
    }
  });

  test("what is not clear names the choices", () => {
    expect(problem(() => runnerMeant([], undefined))).toMatch(/^not_available: .*Connect to Runner/);
    const choices = "Box (http://127.0.0.1:7717), lab (https://lab.example:8000)";
    expect(problem(() => runnerMeant([box, lab], undefined))).toContain(`several runners – `);
    expect(problem(() => runnerMeant([box, lab], undefined))).toContain(choices);
    expect(problem(() => runnerMeant([box, lab], "other"))).toContain(choices);
    expect(problem(() => runnerMeant([box, session("http://b:1", "box")], "box"))).toContain(
      "Box (http://127.0.0.1:7717)",
    );
  });

  test("one that is not connected says why", () => {
    expect(problem(() => runnerMeant([{ ...box, state: offline }], undefined))).toMatch(
      /^unavailable: runner Box: the runner is offline: no runner answers/,
    );
    expect(problem(() => runnerMeant([{ ...box, state: refused }], undefined))).toContain("not known");
    expect(problem(() => runnerMeant([{ ...box, state: { kind: "connecting" } }], undefined))).toContain(
      "connected to",
    );
  });
});

describe("what a model gives", () => {
  const start = (input: object) => parseInput(chatInputs.spool_start_thread, { instruction: "Do it", ...input });

  test("hides nothing from the person who confirms it", () => {
    expect(start({ instruction: "rm\u202Etxt\u200B -rf\r\n\u001B[2Kx", title: "a\nProject: other\u2066" })).toEqual({
      instruction: "rmtxt -rf\nx",
      title: "a Project: other",
    });
  });

  test("an empty text stands for nothing, but not for the instruction", () => {
    expect(start({ title: "", agent: " ", runner: "\u200B", jobType: "" })).toEqual({ instruction: "Do it" });
    expect(problem(() => start({ instruction: " \u200B\n" }))).toMatch(/^invalid_input: instruction: /);
  });

  test.each([
    ["instruction", { instruction: "x".repeat(20_001) }],
    ["title", { title: "x".repeat(201) }],
    ["jobType", { jobType: "../x" }],
    ["", { permissions: "allow" }],
  ])("a wrong %s is named", (field, input) => {
    expect(problem(() => start(input))).toContain(`invalid_input: ${field && `${field}: `}`);
  });

  test("is described to it without what only the check knows", () => {
    for (const { inputSchema, modelDescription, when } of languageModelTools()) {
      expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(inputSchema.properties).toHaveProperty("runner");
      expect(modelDescription).not.toBe("");
      expect(when).toContain("spool.hasRunners");
    }
  });
});

test("a person reads on one line each what is sent, and where", () => {
  const place = [{ label: "Thread", value: "Fix it\n**Runner:** safe\u202E" }];
  const asked = { instruction: "Do\nthis", agent: "claude", model: undefined };
  expect(confirmation("Continue?", box, place, asked)).toEqual({
    title: "Continue?",
    facts: [
      { label: "Thread", value: "Fix it **Runner:** safe" },
      { label: "Runner", value: "Box (127.0.0.1:7717)" },
      { label: "Agent", value: "claude" },
    ],
    instruction: "Do\nthis",
  });
});

describe("the MCP servers that are offered", () => {
  const offer = { label: "Spool: Box", origin: box.id, version: "1.0.0" };

  test("are the runners that answered once, also while the connection is lost", () => {
    expect(mcpOffers([box, { ...lab, state: offline }], [])).toEqual([offer]);
    expect(mcpOffers([{ ...box, state: offline }], [offer])).toEqual([offer]);
    expect(mcpOffers([{ ...box, state: { kind: "connecting" } }], [offer])).toEqual([offer]);
    expect(mcpOffers([{ ...box, state: online("1.1.0") }], [offer])).toEqual([{ ...offer, version: "1.1.0" }]);
  });

  test("are not those that refuse the token, or were removed", () => {
    expect(mcpOffers([{ ...box, state: refused }], [offer])).toEqual([]);
    expect(mcpOffers([], [offer])).toEqual([]);
  });

  test("have labels that tell them apart", () => {
    const labels = mcpOffers([box, session(lab.id, "Box")], []).map(({ label }) => label);
    expect(labels).toEqual(["Spool: Box (127.0.0.1:7717)", "Spool: Box (lab.example:8000)"]);
  });
});

test("what is no answer of a tool is no answer", () => {
  const content = [{ type: "text", text: "a" }, { type: "image" }, { type: "text", text: "b" }];
  expect(readToolAnswer({ result: { content } })).toEqual({ text: "a\n\nb", failed: false });
  expect(readToolAnswer({ result: { content: [], isError: true } })).toEqual({ text: "", failed: true });
  expect(problem(() => readToolAnswer({ error: { code: -32602, message: "no tool is called x" } }))).toContain(
    "not_available: the runner does not offer this tool: no tool is called x",
  );
  for (const body of [null, "x", {}, { result: {} }, { result: { content: "x" } }]) {
    expect(problem(() => readToolAnswer(body))).toContain("not_available");
  }
});
