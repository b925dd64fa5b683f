import * as fc from "fast-check";
import { expect, test } from "vitest";
import { translate } from "../../runner/engine/agent-events.ts";
import { eventCatalogue } from "../../shared/events/catalogue.ts";
import { run as runSchema } from "../../shared/model/run.ts";
import type { AgentEvent } from "../../runner/agents/port.ts";
import { startTestBed } from "../builders/runner.ts";
import { runRow } from "../builders/rows.ts";

const text = fc.oneof(fc.string(), fc.constantFrom("", "\ud800", "-c", "a\0b", "x".repeat(100_000), "line\nline"));
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e300, -1, 0.5, 2 ** 60));
const tokens = fc.record({ input: number, cachedInput: number, output: number });
const limitKind = fc.constantFrom("rate" as const, "usage_window" as const);

/** All that an adapter can hand on: numbers and texts are the agent's own. */
const events: fc.Arbitrary<AgentEvent[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("session" as const), sessionId: text, model: text }),
    fc.record({ kind: fc.constant("usage" as const), tokens, costUsd: number, turns: number }),
    fc.record({
      kind: fc.constant("limit" as const),
      limit: fc.record({ kind: limitKind, resetAt: number, message: text }),
    }),
    fc.record({ kind: fc.constant("retrying" as const), attempt: number, httpStatus: number, delayMs: number }),
    fc.record({ kind: fc.constant("tool_result" as const), callId: text, ok: fc.boolean(), output: text }),
    fc.record({ kind: fc.constant("denied" as const), title: text, reason: text }),
  ),
);

test("whatever numbers and texts an agent reports, rows and events keep their shapes", () => {
  fc.assert(
    fc.property(events, (reported) => {
      const { change, events: made } = translate(runRow(), "/srv/w", reported);
      expect(runSchema.safeParse(runRow(change)).error).toBeUndefined();
      for (const { type, data } of made) expect(eventCatalogue[type].safeParse(data).error, type).toBeUndefined();
      // It goes on the command line of the next run.
      if (change.sessionId !== undefined) expect(change.sessionId).toMatch(/^[A-Za-z0-9][!-~]*$/);
    }),
  );
});

test("a job ends although its agent reports half a turn, and costs without end", async () => {
  const lines = [
    { type: "usage", input: 0.5, turns: 1.5, costUsd: 1.7e308 },
    { type: "usage", input: 1e300, turns: 1e300, costUsd: 1.7e308 },
    { type: "session", id: "--help" },
  ];
  const say = lines.map((line) => `echo '::spool ${JSON.stringify(line)}'`).join("; ");
  await using bed = await startTestBed({
    agents: { odd: { adapter: "command", command: ["/bin/sh", "-c", `${say}; echo done`] } },
  });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "Go", agent: "odd" });
  expect(await bed.settled(job.id)).toBe("succeeded");
  const [run] = (await bed.client.api.jobs.get.query({ jobId: job.id })).runs;
  expect(run?.run).toMatchObject({ sessionId: null, summary: "done" });
});

test("a limit that is said to end in a thousand years is taken for one that names no time", async () => {
  const failure = JSON.stringify({
    type: "failure",
    failure: "quota",
    message: "empty",
    resetAt: 33_000_000_000_000.5,
  });
  const command = ["/bin/sh", "-c", `echo '::spool ${failure}'`];
  await using bed = await startTestBed({ agents: { odd: { adapter: "command", command } } });
  const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: "Go", agent: "odd" });
  const closed = await bed.event(({ type, jobId }) => type === "lane.closed" && jobId === job.id);
  if (closed.type !== "lane.closed") throw new Error("the account was not closed");
  const { until } = closed.data;
  // As long as the runner's own back-off says, which begins with 90 times its base.
  expect((until ?? 0) - closed.at).toBeGreaterThan(0);
  expect((until ?? Infinity) - closed.at).toBeLessThan(60_000);
  const { job: parked } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(parked.attemptsUsed).toBe(0);
});
