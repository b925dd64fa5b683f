import { expect, test } from "vitest";
import { tellingExit } from "../../shared/exit-cause.ts";

test.each([
  ["failed", "exit 0", undefined],
  ["failed", "stopped", undefined],
  ["failed", null, undefined],
  ["cancelled", "stopped", undefined],
  ["succeeded", "exit 1", undefined],
  ["failed", "exit 1", "exit 1"],
  ["failed", "signal SIGKILL", "signal SIGKILL"],
  ["lost", "vanished", "vanished"],
] as const)("of a run that %s, the agent's %s tells %s", (status, exitCause, told) => {
  expect(tellingExit(status, exitCause)).toBe(told);
});
