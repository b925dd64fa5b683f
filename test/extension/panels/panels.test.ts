import { describe, expect, test } from "vitest";
import { eventText } from "../../../extension/common/panels/event-text.ts";
import { lastSeqBefore } from "../../../extension/common/panels/event-before.ts";
import { panelPage } from "../../../extension/common/panels/page.ts";
import { panelConnection } from "../../../extension/common/panels/panel-connection.ts";
import type { SessionState } from "../../../extension/common/session/session-state.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { attachment, threadPanelInputs } from "../../../shared/panels/thread.ts";
import { Story } from "../../builders/thread-story.ts";

describe("the event of a time is found", () => {
  // Of one thread: numbers have gaps, since other threads have events too.
  const events = Array.from({ length: 1_000 }, (_, index) => ({
    seq: index * 7 + 3,
    at: 10_000 + Math.floor(index / 3) * 10,
  }));
  let looks = 0;
  const next = (after: number) => {
    looks += 1;
    return Promise.resolve(events.find(({ seq }) => seq > after));
  };

  test.each([0, 10_000, 10_005, 11_110, 13_330, 99_999])("at %i", async (at) => {
    looks = 0;
    const found = events.find(({ seq, at: time }) => time >= at && seq > 0);
    const after = await lastSeqBefore(at, 7_100, next);
    expect(events.find(({ seq }) => seq > after)).toEqual(found);
    expect(events.filter(({ seq }) => seq <= after).every((event) => event.at < at)).toBe(true);
    expect(looks).toBeLessThan(20);
  });

  test("in an empty log", async () => {
    expect(await lastSeqBefore(5, 0, next)).toBe(0);
  });
});

test("an event says all of its text", () => {
  const { events } = new Story(0)
    .tool("execute", "npm test", { detail: "npm test -- all", output: "ok" })
    .add("agent.message", { text: "hello" })
    .add("stage.started", { stage: "work" });
  expect(events.map((event) => eventText(event))).toEqual(["npm test -- all", "ok", "hello", undefined]);
});

test("a panel is told why nothing can be done", () => {
  const hello = (role: "viewer" | "operator") =>
    ({ kind: "online", hello: { caller: { name: "ada", role } } }) as unknown as SessionState;
  const states: SessionState[] = [
    hello("operator"),
    hello("viewer"),
    { kind: "connecting" },
    { kind: "offline", since: 5, reason: "no runner answers", hint: undefined },
    { kind: "refused", error: new SpoolError("unauthenticated", "the runner does not know this access token") },
  ];
  expect(states.map((state) => panelConnection(state, 9))).toEqual([
    { online: true, disabled: null, asOf: 9, caller: "ada" },
    { online: true, disabled: "this token may look, not act", asOf: 9, caller: "ada" },
    { online: false, disabled: "the runner is being connected to", asOf: 9, caller: null },
    { online: false, disabled: "the runner is offline: no runner answers", asOf: 5, caller: null },
    { online: false, disabled: "the runner does not know this access token", asOf: 9, caller: null },
  ]);
});

test("what identifies a panel cannot leave its attribute", () => {
  const state = { threadId: `"><script>alert(1)</script>&` };
  const page = panelPage({ file: (name) => name, source: "'self'", nonce: "n", screen: "thread", state });
  expect(page).not.toContain("<script>");
  expect(page).toContain(
    `data-state="{&quot;threadId&quot;:&quot;\\&quot;>&lt;script>alert(1)&lt;/script>&amp;&quot;}"`,
  );
  expect(page).not.toContain("unsafe");
});

test.each([
  ["decide", { approvalId: "a", revision: "r", decision: "request_changes" }],
  ["decide", { approvalId: "a", decision: "approve" }],
  ["startJob", { instruction: " ", jobType: "continue" }],
  ["send", { text: "x".repeat(200_001) }],
  ["openText", { source: { kind: "log", runId: "r", process: "x", path: "/etc/passwd" } }],
  ["openFile", { path: "", line: 1 }],
  ["openFile", { path: "a", line: 0 }],
  ["act", { action: "quit" }],
  ["open", { extra: 1 }],
] as const)("a request that does not fit is refused: %s %j", (name, input) => {
  expect(threadPanelInputs[name].safeParse(input).success).toBe(false);
});

test("an attachment has bounds", () => {
  const good = { path: "a.ts", fromLine: 1, toLine: 2, text: "x" };
  expect(attachment.safeParse(good).success).toBe(true);
  expect(attachment.safeParse({ ...good, text: "x".repeat(50_001) }).success).toBe(false);
});
