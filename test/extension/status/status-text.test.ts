import { expect, test } from "vitest";
import { overallConnection } from "../../../extension/common/connection/overall.ts";
import type { SessionState } from "../../../extension/common/session/session-state.ts";
import { statusText } from "../../../extension/common/status/status-text.ts";
import { type Limit, limitsOf } from "../../../extension/common/status/limits.ts";
import type { WaitReason } from "../../../shared/wait-reason.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { summaryOf } from "../threads/summaries.ts";

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
const runner = (state: SessionState, working = 0, needed = 0, name = "box", limits: Limit[] = []) => ({
  name,
  state,
  working,
  needed,
  limits,
});
const codex: Limit = { name: "codex", until: new Date(2026, 10, 21, 17, 53).getTime() };
const budget: Limit = { name: "budget of shop", until: new Date(2026, 10, 22).getTime() };

test.each([
  ["nothing to do", [runner(online)], "$(spool-spool) 0", false],
  ["at work", [runner(online, 3)], "$(spool-spool) 3", false],
  ["one needs you", [runner(online, 3, 1)], "$(spool-spool) 3 · 1 needs you", true],
  ["two need you", [runner(online, 3, 2)], "$(spool-spool) 3 · 2 need you", true],
  ["two runners", [runner(online, 1), runner(online, 2, 1)], "$(spool-spool) 3 · 1 needs you", true],
  ["a limit", [runner(online, 0, 1, "box", [codex])], "$(spool-spool) 0 · 1 needs you · limit until 17:53", true],
  ["two", [runner(online, 1, 0, "box", [budget, codex])], "$(spool-spool) 1 · 2 limits, the next until 17:53", false],
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

test("limits are those of threads that wait for a time, each once; which they are stands in the runner's line", () => {
  const waits = (reason: WaitReason) =>
    summaryOf("a", { waiting: { jobId: "job_a", threadId: "a", title: "A", position: 1, reason } });
  const closed = (until: number | null) =>
    waits({ kind: "account_closed", account: "codex", limit: "usage_window", until });
  const limits = limitsOf([
    waits({ kind: "budget", project: "shop", budget: "usd", until: budget.until }),
    closed(codex.until),
    closed(codex.until),
    waits({ kind: "starting" }),
  ]);
  expect(limits).toEqual([codex, budget]);
  expect(limitsOf([closed(null)])).toEqual([]);
  const [line] = statusText([runner(online, 0, 0, "box", [codex])], now)?.lines ?? [];
  expect(line?.text).toBe("online as me (operator), version 0.1.0 · 0 working · limit: codex until 17:53");
});

test("all connections as one word: what works first, then what a person must see to last", () => {
  expect(overallConnection([])).toBe("none");
  expect(overallConnection([refused, since(1), connecting, online])).toBe("online");
  expect(overallConnection([refused, since(1), connecting])).toBe("connecting");
  expect(overallConnection([refused, since(1)])).toBe("offline");
  expect(overallConnection([refused])).toBe("refused");
});
