import type { JobStatus } from "../model/job.ts";
import type { ThreadStatus } from "../model/thread.ts";
import { isJobActive, isJobWaiting } from "./job.ts";

/**
 * A thread's status from its facts. What needs a human comes first; then what works or will work by itself; then how
 * the newest job ended. `jobs` is in the order they were made. `held`: one of them waits for an account that only a person
 * can open.
 */
export function deriveThreadStatus(facts: {
  archived: boolean;
  jobs: readonly JobStatus[];
  held?: boolean;
}): ThreadStatus {
  const { archived, jobs, held = false } = facts;
  if (archived) return "archived";
  if (jobs.includes("waiting_approval")) return "waiting_input";
  if (jobs.some(isJobActive)) return "active";
  if (held) return "blocked";
  if (jobs.some(isJobWaiting)) return "active";
  const newest = jobs.findLast((status) => status !== "pending");
  if (newest === "blocked" || newest === "failed") return "blocked";
  return newest === undefined ? "open" : "idle";
}
