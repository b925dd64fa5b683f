import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

test("a job that continues a thread says the commit it goes on from, not the thread's base", async () => {
  await using bed = await startTestBed();
  const first = instruct("Write one", { steps: [{ write: { path: "one.txt", content: "1\n" } }] });
  const { thread, job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction: first });
  expect(await bed.settled(job.id)).toBe("succeeded");
  const { thread: after } = await bed.client.api.threads.get.query({ threadId: thread.id });
  const second = instruct("Write two", { steps: [{ write: { path: "two.txt", content: "2\n" } }] });
  const next = await bed.client.api.threads.continue.mutate({ threadId: thread.id, instruction: second });
  expect(await bed.settled(next.job.id)).toBe("succeeded");
  const ready = (await bed.events({ threadId: thread.id })).filter((event) => event.type === "worktree.ready");
  expect(ready.map(({ data }) => data.continuedFrom)).toEqual([null, after.headCommit]);
});
