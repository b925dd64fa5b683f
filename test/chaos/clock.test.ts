import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const day = 86_400_000;
const check = { "check.sh": "#!/bin/sh\ngrep -q good answer.txt || { echo expected good; exit 3; }\n" };

const answer = instruct("Answer", {
  cases: [
    { when: { attempt: 1 }, steps: [{ write: { path: "answer.txt", content: "bad\n" } }] },
    { when: { instruction: "expected good" }, steps: [{ run: "echo good > answer.txt" }] },
  ],
});

for (const [name, first, second] of [
  ["a day ahead, then a day behind", day, -day],
  ["a day behind, then a day ahead", -day, day],
] as const) {
  test(`a clock that jumps ${name} stops no work, parks no retry and mixes up no attempts`, async () => {
    let shift = 0;
    await using bed = await startTestBed({ files: check, clock: { now: () => Date.now() + shift } });
    const start = { project: "demo", instruction: answer, verify: ["./check.sh"], publish: "branch" as const };
    const before = await bed.client.api.threads.start.mutate({ ...start, verify: [] });
    await bed.settled(before.job.id);
    shift = first;
    const { job } = await bed.client.api.threads.start.mutate(start);
    // Back at the worst moment: the retry has its time from the wrong clock.
    await bed.event((event) => event.type === "job.retry_scheduled" && event.jobId === job.id);
    shift = second;
    const after = await bed.client.api.threads.start.mutate({ ...start, verify: [] });
    await bed.restart();
    expect(await bed.settled(job.id)).toBe("succeeded");
    expect(await bed.settled(after.job.id)).toBe("succeeded");
    const detail = await bed.client.api.jobs.get.query({ jobId: job.id });
    expect(detail.runs.map(({ run }) => [run.attempt, run.status])).toEqual([
      [1, "failed"],
      [2, "succeeded"],
    ]);
    const again = await bed.client.api.threads.continue.mutate({
      threadId: job.threadId,
      instruction: instruct("More", { steps: [{ write: { path: "more.txt", content: "more\n" } }] }),
      verify: ["./check.sh"],
    });
    expect(await bed.settled(again.job.id)).toBe("succeeded");
    const thread = await bed.client.api.threads.get.query({ threadId: job.threadId });
    expect(thread.jobs.map(({ id }) => id)).toEqual([job.id, again.job.id]);
    expect(thread.thread.status).toBe("idle");
    const threads = await bed.client.api.threads.list.query({});
    const ids = threads.threads.map((summary) => summary.thread.id);
    expect(ids).toEqual([after.thread.id, job.threadId, before.thread.id]);
    const numbers = (await bed.events()).map(({ seq }) => seq);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }, 60_000);
}

test("an agent at work when the clock jumps is neither timed out nor lost", async () => {
  let shift = 0;
  await using bed = await startTestBed({ clock: { now: () => Date.now() + shift } });
  const steps = [{ say: "begin" }, { sleep: 600 }, { write: { path: "a.txt", content: "a\n" } }, { say: "end" }];
  const { job } = await bed.client.api.threads.start.mutate({
    project: "demo",
    instruction: instruct("Wait", { steps }),
  });
  await bed.event((event) => event.type === "agent.message" && event.data.text === "begin");
  shift = day;
  await bed.client.api.threads.send.mutate({ threadId: job.threadId, text: instruct("Later", { steps: [] }) });
  shift = -day;
  expect(await bed.settled(job.id)).toBe("succeeded");
});
