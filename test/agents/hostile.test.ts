import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AgentProtocol } from "../../runner/agents/port.ts";
import { feed, protocols, recordedLaunch, transcripts } from "./fixtures.ts";

const all = transcripts();

function fresh(kind: string): AgentProtocol {
  const protocol = protocols[kind]?.({ ...recordedLaunch, maxTurns: 3 });
  if (!protocol) throw new Error(`no protocol for ${kind}`);
  return protocol;
}

/** Another value in the place of one that the protocol knows: every type, absurd sizes, names of Object.prototype. */
const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, true, -1, 1e300, "", [], {}, [[]], { text: {} }, { __proto__: { id: "x" } }, "\ud800"),
  fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty"),
);

/** Every place in a value, as the setters that replace it. */
function places(value: unknown, root: unknown): ((by: unknown) => unknown)[] {
  if (typeof value !== "object" || value === null) return [];
  const here = value as Record<string, unknown>;
  const found: ((by: unknown) => unknown)[] = [];
  for (const key of Object.keys(here)) {
    found.push((by) => {
      const before = here[key];
      here[key] = by;
      const text = JSON.stringify(root);
      here[key] = before;
      return text;
    });
    found.push(...places(here[key], root));
  }
  return found;
}

type Change = { at: number; how: "replace" | "cut" | "drop" | "repeat" | "swap"; place: number; by: unknown };
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("replace", "cut", "drop", "repeat", "swap"),
  place: fc.nat(),
  by: strange,
});

function changed(lines: string[], { at, how, place, by }: Change): string[] {
  const result = [...lines];
  const index = at % Math.max(1, lines.length);
  const line = lines[index] ?? "";
  if (how === "cut") result[index] = line.slice(0, place % (line.length + 1));
  else if (how === "drop") result.splice(index, 1);
  else if (how === "repeat") result.splice(index, 0, line);
  else if (how === "swap") result.push(...result.splice(index, 1));
  else {
    let root: unknown;
    try {
      root = JSON.parse(line);
    } catch {
      // Already cut by a change before.
      return result;
    }
    const setters = places(root, root);
    const chosen = setters[place % Math.max(1, setters.length)];
    if (chosen) result[index] = String(chosen(by));
  }
  return result;
}

describe("whatever comes, a protocol neither throws nor forgets itself", () => {
  test("changed transcripts lead to the same steps when they are told again", () => {
    fc.assert(
      fc.property(fc.nat(all.length - 1), fc.array(change, { minLength: 1, maxLength: 6 }), (which, changes) => {
        const chosen = all[which];
        if (!chosen) return;
        const lines = changes.reduce(changed, chosen.lines);
        const [first, second] = [fresh(chosen.kind), fresh(chosen.kind)];
        expect(feed(second, lines)).toEqual(feed(first, lines));
        const verdict = first.finish({ code: 0, signal: null }, "");
        expect(second.finish({ code: 0, signal: null }, "")).toEqual(verdict);
      }),
      { numRuns: 1500 },
    );
    expect(({} as Record<string, unknown>)["id"]).toBeUndefined();
  });

  test("keys of what is sent are never used twice for different lines", () => {
    for (const { kind, lines } of all) {
      const sent = new Map<string, string>();
      for (const step of feed(fresh(kind), lines)) {
        for (const { key, line } of step.send) expect(sent.get(key) ?? line).toBe(line);
        for (const { key, line } of step.send) sent.set(key, line);
      }
    }
  });

  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  const hostile: [string, string][] = [
    ["nothing", ""],
    ["not JSON", "Segmentation fault (core dumped)"],
    ["half a line", '{"type":"assistant","message":{"content":[{"type":"te'],
    ["a mebibyte without end", `{"type":"result","result":"${"x".repeat(1_048_540)}`],
    ["arrays without end", deep],
    [
      "a deep input",
      `{"type":"control_request","request_id":"r","request":{"subtype":"can_use_tool","tool_name":"Bash","input":{"command":${deep}}}}`,
    ],
    [
      "a deep call",
      `{"jsonrpc":"2.0","id":7,"method":"session/request_permission","params":{"toolCall":{"rawInput":${deep}}}}`,
    ],
    ["a prototype", '{"__proto__":{"type":"result","subtype":"success","is_error":false}}'],
    ["an unknown type", '{"type":"from_the_future","method":"from/the/future","params":{}}'],
  ];
  test.each(hostile)("%s", (_name, line) => {
    for (const kind of Object.keys(protocols)) {
      const protocol = fresh(kind);
      protocol.open();
      const step = protocol.line(line);
      expect(step.events.filter((event) => event.kind === "warning").length).toBeLessThanOrEqual(1);
      protocol.answer("r", { decision: "allow" });
      protocol.answer("n7", { decision: "allow" });
      expect(protocol.finish({ code: 1, signal: null }, "").kind).toBe("failed");
    }
  });

  test("what is announced without end is forgotten from its beginning, not gathered", () => {
    const rpc = (message: object) => JSON.stringify({ jsonrpc: "2.0", ...message });
    const codex = fresh("codex-server");
    const item = (id: string) => ({ id, type: "fileChange", changes: [{ path: `${id}.txt`, diff: "new" }] });
    const update = (toolCallId: string) => ({ sessionUpdate: "tool_call", toolCallId, title: `Call ${toolCallId}` });
    const acp = fresh("acp");
    feed(acp, [rpc({ id: "initialize", result: {} }), rpc({ id: "session", result: { sessionId: "s" } })]);
    const ids = Array.from({ length: 100 }, (_, number) => `c${number}`);
    for (const id of ids) codex.line(rpc({ method: "item/started", params: { item: item(id) } }));
    for (const id of ids) acp.line(rpc({ method: "session/update", params: { sessionId: "s", update: update(id) } }));
    const askCodex = (itemId: string) =>
      codex.line(rpc({ id: itemId, method: "item/fileChange/requestApproval", params: { itemId } })).events.at(-1);
    const askAcp = (toolCallId: string) =>
      acp
        .line(rpc({ id: toolCallId, method: "session/request_permission", params: { toolCall: { toolCallId } } }))
        .events.at(-1);
    expect(askCodex("c99")).toMatchObject({ kind: "question", diff: expect.stringContaining("c99.txt") as string });
    expect(askCodex("c0")).not.toHaveProperty("diff");
    expect(askAcp("c99")).toMatchObject({ kind: "question", title: "Call c99" });
    expect(askAcp("c0")).toMatchObject({ kind: "question", title: "tool" });
  });

  test("a request that is too long to be read is refused, not left open", () => {
    const tail = "x".repeat(2000);
    const claude = fresh("claude").line(
      `{"type":"control_request","request_id":"abc-1","request":{"subtype":"can_use_tool","tool_name":"Write","input":{"content":"${tail}`,
    );
    expect(claude.send).toMatchObject([{ key: "answer:abc-1" }]);
    expect(claude.send[0]?.line).toContain('"behavior":"deny"');
    const acp = fresh("acp").line(
      `{"jsonrpc":"2.0","id":3,"method":"session/request_permission","params":{"toolCall":{"title":"${tail}`,
    );
    expect(acp.send).toMatchObject([{ key: "answer:n3" }]);
  });
});
