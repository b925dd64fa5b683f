import { expect, test } from "vitest";
import { stoppedJobs } from "../../runner/core/queries/stopped-jobs.ts";
import { openWorld } from "../builders/core.ts";
import { approvalRow, checkpointRow, jobRow, runRow, threadRow } from "../builders/rows.ts";

test("blocked jobs are told with what to do about them; not those that ask, nor those of archived threads", async () => {
  await using world = await openWorld();
  const { store } = world.core;
  const [project] = await store.read.projects.list();
  const projectId = project?.id ?? "";
  await store.write(async (transaction) => {
    await transaction.threads.insert(threadRow({ id: "thr_kept", projectId, status: "blocked" }));
    await transaction.threads.insert(threadRow({ id: "thr_away", projectId, status: "archived" }));
    for (const [id, threadId, status] of [
      ["job_1", "thr_kept", "blocked"],
      ["job_2", "thr_kept", "blocked"],
      ["job_3", "thr_away", "blocked"],
      ["job_4", "thr_kept", "failed"],
    ] as const) {
      await transaction.jobs.insert(jobRow({ id, threadId, projectId, status, reason: `why ${id}` }));
    }
    const run = runRow({ jobId: "job_1", threadId: "thr_kept", projectId, failureClass: "agent.refusal" });
    await transaction.runs.insert(run);
    await transaction.checkpoints.insert(checkpointRow({ threadId: "thr_kept", files: 2 }));
    await transaction.approvals.insert(approvalRow({ jobId: "job_2", threadId: "thr_kept", runId: null }));
  });
  const stopped = await stoppedJobs(store.read, await store.read.approvals.pending());
  expect(stopped.map(({ job, need }) => [job.id, need])).toEqual([
    [
      "job_1",
      {
        line: "why job_1",
        person: true,
        actions: [
          { kind: "retry", jobId: "job_1" },
          { kind: "switch_agent", jobId: "job_1" },
          { kind: "open_diff", threadId: "thr_kept" },
        ],
      },
    ],
  ]);
});
