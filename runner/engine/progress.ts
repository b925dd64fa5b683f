import type { JobStatus } from "../../shared/model/job.ts";
import type { StageName } from "../../shared/model/run.ts";
import { findJob } from "../core/references.ts";
import { moveJob } from "../core/transitions.ts";
import type { RunContext } from "./context.ts";

/** The job's status while a run is in a stage. */
function statusIn(stage: StageName): JobStatus | undefined {
  switch (stage) {
    case "plan":
    case "work":
      return "running";
    case "verify":
      return "verifying";
    case "prepare":
    case "brief":
    case "preflight":
    case "publish":
      return undefined;
  }
}

/** Moves the job along with its run's stage; a job that is there already stays. */
export async function moveTo(context: RunContext, stage: StageName): Promise<void> {
  const status = statusIn(stage);
  if (status === undefined) return;
  await context.ledger.record({}, [], async (transaction, now) => {
    const job = await findJob(transaction, context.job.id);
    if (job.status === status || job.status === "waiting_approval") return;
    await moveJob(transaction, job, status, { now });
  });
}
