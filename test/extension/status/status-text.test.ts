import { expect, test } from "vitest";
import { overallConnection } from "../../../extension/common/connection/overall.ts";
import type { SessionState } from "../../../extension/common/session/session-state.ts";
import { statusText } from "../../../extension/common/status/status-text.ts";
import { SpoolError } from "../../../shared/errors.ts";

const now = new Date(2026, 10, 21, 14, 30).getTime();
const hello = {
  protocol: 1,
  version: "0.1.0",
  capabilities: [],
  instance: "i",
  now,
  caller: { name: "me", role: "operator" as const },
};
const online: SessionState = { kind: "online", hello };
const connecting: SessionState = { kind: "connecting" };
const refused: SessionState = {
  kind: "refused",
  error: new SpoolError("unauthenticated", "not known", { hint: "another one" }),
};
const since = (hours: number): SessionState => ({
  kind: "offline",
  since: new Date(2026, 10, 21, hours, 3).getTime(),
  reason: "no runner answers",
  hint: "start it",
});
const runner = (state: SessionState, working = 0, needed = 0, name = "box") => ({ name, state, working, needed });

test.each([
  ["nothing to do", [runner(online)], "$(spool-spool) 0", false],
  ["at work", [runner(online, 3)], "$(spool-spool) 3", false],
  ["one needs you", [runner(online, 3, 1)], "$(spool-spool) 3 · 1 needs you", true],
  ["two need you", [runner(online, 3, 2)], "$(spool-spool) 3 · 2 need you", true],
  ["two runners", [runner(online, 1), runner(online, 2, 1)], "$(spool-spool) 3 · 1 needs you", true],
  ["one of two away", [runner(online, 1), runner(since(14), 5, 1)], "$(spool-spool) 1 · 1 not connected", false],
  ["connecting", [runner(connecting, 2, 2)], "$(sync~spin) connecting", false],
  ["offline", [runner(since(14), 2, 2)], "$(spool-spool) offline since 14:03", false],
  ["all offline: since the last", [runner(since(9)), runner(since(14))], "$(spool-spool) offline since 14:03", false],
  ["refused", [runner(refused)], "$(spool-spool) refused", false],
] as const)("%s", (_what, runners, text, attention) => {
  expect(statusText(runners, now)).toMatchObject({ text, attention });
});

test("without a runner there is no item; each runner has a line of words that are its own", () => {
  expect(statusText([], now)).toBeUndefined();
  const status = statusText([runner(online, 1, 1, "a\u202Eb\n"), runner(refused), runner(since(14))], now);
  expect(status?.lines).toEqual([
    { name: "ab", text: "online as me (operator), version 0.1.0 · 1 working · 1 needs you" },
    { name: "box", text: "refused: Not known – another one" },
    { name: "box", text: "offline since 14:03: no runner answers – start it" },
  ]);
  expect(status?.label).toBe("Spool: 1 · 1 needs you · 2 not connected");
});

test("all connections as one word: what works first, then what a person must see to last", () => {
  expect(overallConnection([])).toBe("none");
  expect(overallConnection([refused, since(1), connecting, online])).toBe("online");
  expect(overallConnection([refused, since(1), connecting])).toBe("connecting");
  expect(overallConnection([refused, since(1)])).toBe("offline");
  expect(overallConnection([refused])).toBe("refused");
});
