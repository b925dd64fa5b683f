import type { Job } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";

/** What is said of a job that was just made. */
export function queuedText({ job, thread }: { job: Job; thread: Thread }, watching: boolean): string {
  const type = cleanLine(job.type);
  if (job.status === "pending") {
    return `Put job ${shortId(job.id)} into the backlog (${type})\nnext: spool job retry ${shortId(job.id)} queues it\n`;
  }
  return `Queued job ${shortId(job.id)} (${type})\n${watching ? "" : `next: spool thread watch ${shortId(thread.id)}\n`}`;
}
