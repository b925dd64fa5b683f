import { expect, test } from "vitest";
import { fromCache, toCache } from "../../../extension/common/session/cached-threads.ts";
import { continueThread } from "../../../runner/core/commands/threads.ts";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { operatorCaller } from "../../builders/core.ts";
import { startApi } from "../../api/support/api.ts";
import { makeThreads, openSession } from "./open-session.ts";

test("rows come back as they were but for what an agent wrote; what cannot be read is left out", async () => {
  await using api = await startApi();
  const { core } = api.world;
  const [id = ""] = await makeThreads(core, 3);
  await continueThread(core, operatorCaller(), { threadId: id, instruction: "more of SECRET-INSTRUCTION" });
  await using opened = openSession(api.server.address, api.tokens.viewer.secret);
  await opened.reached("online");
  const all = opened.session.threads.all().map((summary): ThreadSummary => ({
    ...summary,
    latestJob: summary.latestJob && { ...summary.latestJob, summary: "AGENT-WORDS" },
  }));
  const text = toCache(all, 5);
  expect(text).not.toMatch(/SECRET-INSTRUCTION\n|AGENT-WORDS/);
  const known = fromCache(text);
  expect(known?.asOf).toBe(5);
  const titles = (threads: ThreadSummary[]) => threads.map(({ thread }) => thread.title).toSorted();
  expect(titles(known?.threads ?? [])).toEqual(titles(all));
  expect(known?.threads[0]).toMatchObject({ project: "demo", waiting: null });

  const file = JSON.parse(text) as { threads: { thread: { status: string } }[] };
  const [first] = file.threads;
  if (first) first.thread.status = "a status of a later version";
  expect(fromCache(JSON.stringify(file))?.threads).toHaveLength(all.length - 1);
});

test("it is bounded, and what needs someone comes first", async () => {
  await using api = await startApi();
  await makeThreads(api.world.core, 1);
  await using opened = openSession(api.server.address, api.tokens.viewer.secret);
  await opened.reached("online");
  const [one] = opened.session.threads.all();
  if (!one) throw new Error("there is a thread");
  const many = Array.from({ length: 1_000 }, (_, index) => ({
    ...one,
    thread: { ...one.thread, id: `thr_${index}`, status: index === 999 ? ("blocked" as const) : ("idle" as const) },
  }));
  const known = fromCache(toCache(many, 5));
  expect(known?.threads).toHaveLength(200);
  expect(known?.threads[0]?.thread.id).toBe("thr_999");
  expect(toCache(many, 5).length).toBeLessThan(600_000);
});

test.each(["", "{", "[]", '{"asOf":"now","threads":[]}', '{"asOf":1,"threads":{}}'])(
  "%j is as good as none",
  (text) => {
    expect(fromCache(text)).toBeUndefined();
  },
);
