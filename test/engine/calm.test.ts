import { expect, test } from "vitest";
import { Calm } from "../../runner/engine/calm.ts";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { temporaryDirectory } from "../builders/directory.ts";

test("work in the background waits while an agent is being started, and goes on when it runs or the runner stops", async () => {
  await using directory = await temporaryDirectory();
  const store = await openSqliteStore(directory.path, { onCorrupt: () => undefined });
  using calm = new Calm(store);
  const stop = new AbortController();
  const run = { projectId: "prj_demo", threadId: "thr_1", jobId: "job_1", runId: "run_1" };
  const begin = { type: "run.started", ...run, data: { attempt: 1, agent: "a", model: null } } as const;
  const started = { type: "agent.started", ...run, data: { sandbox: "none", resumed: false } } as const;
  await calm.wait(stop.signal);

  await store.write((transaction) => transaction.events.append([begin], 1));
  let isCalm = false;
  const waited = calm.wait(stop.signal).then(() => (isCalm = true));
  await store.write((transaction) =>
    transaction.events.append([{ type: "warning", data: { code: "c", text: "t" } }], 1),
  );
  expect(isCalm).toBe(false);
  await store.write((transaction) => transaction.events.append([started], 1));
  await waited;

  await store.write((transaction) => transaction.events.append([{ ...begin, runId: "run_2" }], 1));
  const cutShort = calm.wait(stop.signal);
  stop.abort();
  await cutShort;
  await store.close();
});
