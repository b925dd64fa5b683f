import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { startTestBed } from "../builders/runner.ts";
import { until } from "../chaos/until.ts";

const fixture = join(import.meta.dirname, "../chaos/fixtures/listener.ts");

test("what is to be written to an agent waits for room on a full disk, and costs no attempt", async (context) => {
  await using stack = new AsyncDisposableStack();
  let disk = "";
  const bed = await startTestBed({
    runtime: { sandbox: "off" },
    agents: { listener: { adapter: "codex", command: [process.execPath, fixture, "/dev/null"] } },
    // Of the runs alone: the store has room.
    before: async (repository) => {
      disk = join(dirname(repository), "data", "runs");
      await mkdir(disk, { recursive: true, mode: 0o700 });
      const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=4m,mode=0700", "spool-chaos", disk], {
        reject: false,
      });
      if (mounted.failed) disk = "";
    },
  });
  stack.defer(async () => {
    // An agent that failed with the test may still write there; the mount goes when it does.
    if (disk !== "") await execa("umount", ["--lazy", disk]);
    await bed[Symbol.asyncDispose]();
  });
  if (disk === "") {
    process.stdout.write("skipped: only root may mount the small disk that this test fills\n");
    return context.skip();
  }
  const start = { project: "demo", instruction: "Listen 1", agent: "listener", retryLimit: 0 };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  const said = await bed.event((event) => event.type === "agent.message" && event.data.text.endsWith("in the middle"));
  const filler = join(disk, "filler");
  await execa("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"], { reject: false });
  const sent = join(disk, said.runId ?? "", "processes", "agent", "sent.jsonl");
  const { size } = await stat(sent);
  await bed.client.api.threads.send.mutate({ threadId: thread.id, text: "much to say ".repeat(2_000) });
  await until("a part of it is written", async () => (await stat(sent)).size !== size, 20_000);
  await rm(filler);
  expect(await bed.settled(job.id)).toBe("succeeded");
  const { runs } = await bed.client.api.jobs.get.query({ jobId: job.id });
  expect(runs).toHaveLength(1);
  const delivered = (await bed.events({ threadId: thread.id })).filter(({ type }) => type === "message.delivered");
  expect(delivered).toHaveLength(1);
});
