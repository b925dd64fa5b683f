import { listArtifactsInput } from "../../../shared/api/queries.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import { router, viewer } from "../trpc.ts";

export const artifacts = router({
  /** What a thread, a job or a run left; the bytes are at `GET /artifacts/<id>`. */
  list: viewer.input(listArtifactsInput).query(async ({ ctx, input }): Promise<{ artifacts: Artifact[] }> => {
    const stored = ctx.core.store.read.artifacts;
    const { threadId, jobId, runId } = input;
    if (runId !== undefined) return { artifacts: await stored.forRun(runId) };
    if (jobId !== undefined) return { artifacts: await stored.forJob(jobId) };
    return { artifacts: await stored.forThread(threadId ?? "") };
  }),
});
