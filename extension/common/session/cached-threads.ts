import * as z from "zod";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { approval } from "../../../shared/model/approval.ts";
import { job } from "../../../shared/model/job.ts";
import { run } from "../../../shared/model/run.ts";
import { thread } from "../../../shared/model/thread.ts";

/** Enough for a first screen; what it may cost is bounded. */
const kept = 200;

export interface CachedThreads {
  threads: ThreadSummary[];
  /** When they were what the runner had. */
  asOf: number;
}

const file = z.object({ asOf: z.int().nonnegative(), threads: z.array(z.unknown()).max(kept) });

const row = z.object({
  thread,
  project: z.string(),
  latestJob: job.omit({ instruction: true, acceptance: true, prompt: true, metadata: true, verify: true }).nullable(),
  latestRun: run.nullable(),
  // A place in line that was true yesterday says nothing.
  waiting: z.null(),
  pendingApprovals: z.array(approval.omit({ payload: true })),
  changes: z.object({ files: z.int(), additions: z.int(), deletions: z.int() }).nullable(),
});

/**
 * What is kept of the threads for a window that opens while the runner cannot be reached: the rows that matter most, with
 * titles and reasons but nothing else that an agent wrote.
 */
export function toCache(all: readonly ThreadSummary[], asOf: number): string {
  const threads = all
    .filter((summary) => summary.thread.status !== "archived")
    .toSorted((a, b) => Number(atRest(a)) - Number(atRest(b)) || b.thread.updatedAt - a.thread.updatedAt)
    .slice(0, kept)
    .map(withoutTexts);
  return JSON.stringify({ asOf, threads });
}

/** Undefined when it is not what this version wrote; a row that it cannot read is left out. */
export function fromCache(text: string): CachedThreads | undefined {
  const found = file.safeParse(parsed(text));
  if (!found.success) return undefined;
  const threads = found.data.threads.flatMap((value) => {
    const known = row.safeParse(value);
    return known.success ? [known.data] : [];
  });
  return { threads, asOf: found.data.asOf };
}

function atRest({ thread: { status } }: ThreadSummary): boolean {
  return status === "open" || status === "idle";
}

function withoutTexts(summary: ThreadSummary): ThreadSummary {
  const { latestJob, latestRun } = summary;
  const unread = { remediation: null, remediationForNext: null, failureReason: null, summary: null };
  return {
    ...summary,
    thread: { ...summary.thread, metadata: {} },
    latestJob: latestJob && { ...latestJob, summary: null },
    latestRun: latestRun && { ...latestRun, ...unread },
    waiting: null,
    pendingApprovals: summary.pendingApprovals.map((asked) => ({ ...asked, comment: null })),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut short by a crash: as good as none.
    return undefined;
  }
}
