import { expect, test } from "vitest";
import { redactor } from "../../runner/daemon/redact.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

test("a secret is taken out wherever it stands; short values and other text stay", () => {
  const redact = redactor(['quo"te\\d-secret', "short", "long-enough"]);
  expect(redact({ a: ['x quo"te\\d-secret y', "short"], b: { c: "long-enough" }, n: 1 })).toEqual({
    a: ["x [secret] y", "short"],
    b: { c: "[secret]" },
    n: 1,
  });
  const untouched = { text: "nothing here" };
  expect(redact(untouched)).toBe(untouched);
});

test("an agent and a check that print their key put it on no timeline, into no summary and no reason", async () => {
  const key = "planted-key-5f2c9a";
  await using bed = await startTestBed({
    environment: { PLANTED: key },
    agents: {
      leaky: {
        adapter: "command",
        command: ["/bin/sh", "-c", "cat > /dev/null; echo $API_KEY; echo $API_KEY >&2; exit 3"],
        env: { API_KEY: "$PLANTED" },
      },
    },
  });
  const start = { project: "demo", agent: "leaky", instruction: instruct("Leak", { steps: [] }), retryLimit: 0 };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("failed");
  const told = JSON.stringify([
    await bed.events(),
    await bed.client.api.jobs.get.query({ jobId: job.id }),
    await bed.client.api.threads.get.query({ threadId: thread.id }),
  ]);
  expect(told).toContain("[secret]");
  expect(told).not.toContain(key);
});
