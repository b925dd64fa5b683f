import type { ThreadSummary } from "../../../shared/api/views.ts";
import { isWorking, waitsForPerson } from "./state.ts";

/** In the order in which they are shown. */
export const threadGroups = ["needs_you", "working", "done_today", "failed", "earlier", "archived"] as const;
export type ThreadGroup = (typeof threadGroups)[number];

export const groupTitles: Readonly<Record<ThreadGroup, string>> = {
  needs_you: "Needs you",
  working: "Working",
  done_today: "Done today",
  failed: "Failed",
  earlier: "Earlier",
  archived: "Archived",
};

/** Where a thread belongs. `dayStart` is the last midnight of the person's own clock. */
export function threadGroup(summary: ThreadSummary, dayStart: number): ThreadGroup {
  const { thread, latestJob, pendingApprovals } = summary;
  if (thread.status === "archived") return "archived";
  if (pendingApprovals.length > 0 || thread.status === "waiting_input") return "needs_you";
  if (thread.status === "active") return "working";
  // A runner calls a thread blocked whether its last job failed or waits for a decision: only the latter is a question.
  if (latestJob?.status === "blocked") return "needs_you";
  if (summary.waiting && waitsForPerson(summary.waiting)) return "needs_you";
  if (latestJob?.status === "failed") return "failed";
  const isOver = latestJob?.status === "succeeded" || latestJob?.status === "cancelled";
  return isOver && thread.updatedAt >= dayStart ? "done_today" : "earlier";
}

export function needsYou(summary: ThreadSummary): boolean {
  return threadGroup(summary, 0) === "needs_you";
}

/** Whether an agent or a check is at work on it, and nobody has to answer first. */
export function isAtWork(summary: ThreadSummary): boolean {
  return isWorking(summary) && !needsYou(summary);
}

export function lastMidnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}
