import type { ThreadSummary } from "../../../shared/api/views.ts";
import { plainLine } from "../plain-line.ts";
import { groupTitles, type ThreadGroup, threadGroup, threadGroups } from "./groups.ts";

export const groupings = ["state", "project", "time"] as const;
/** What the groups of the tree are made by. */
export type Grouping = (typeof groupings)[number];

export interface RowGroup {
  key: string;
  title: string;
  /** Whether it is open until the person says otherwise. */
  open: boolean;
  threadIds: string[];
}

/** A row with what it is sorted by, part by part; smaller is further up. */
interface Placed {
  id: string;
  pinned: number;
  state: number;
  line: number;
  time: number;
}

const day = 86_400_000;

/**
 * Threads in their groups, in the order they are shown in. Where a thread works its row must not jump each time
 * something happens, so those are in the order of their jobs' making, and behind them those that wait, in their line.
 */
export function groupThreads(
  summaries: Iterable<ThreadSummary>,
  request: { grouping: Grouping; dayStart: number; pinned: ReadonlySet<string> },
): RowGroup[] {
  const { grouping, dayStart, pinned } = request;
  const groups = new Map<string, Place & { placed: Placed[] }>();
  for (const summary of summaries) {
    const state = threadGroup(summary, dayStart);
    const key = keyOf(summary, state, request);
    let group = groups.get(key);
    if (!group) {
      group = { ...placeOf(summary, state, request), placed: [] };
      groups.set(key, group);
    }
    group.placed.push(placed(summary, state, { grouping, isPinned: pinned.has(summary.thread.id) }));
  }
  return [...groups]
    .toSorted(([, a], [, b]) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(([key, { title, open, placed: rows }]) => ({
      key,
      title,
      open,
      threadIds: rows
        .sort((a, b) => a.pinned - b.pinned || a.state - b.state || a.line - b.line || b.time - a.time)
        .map(({ id }) => id),
    }));
}

interface Place {
  /** Of the group among its like. */
  rank: number | string;
  title: string;
  open: boolean;
}

function keyOf(
  summary: ThreadSummary,
  state: ThreadGroup,
  { grouping, dayStart }: { grouping: Grouping; dayStart: number },
): string {
  switch (grouping) {
    case "state":
      return state;
    case "project":
      return summary.thread.projectId;
    case "time":
      return `time-${timeRank(summary, dayStart)}`;
  }
}

function timeRank({ thread: { updatedAt } }: ThreadSummary, dayStart: number): number {
  if (updatedAt >= dayStart) return 0;
  if (updatedAt >= dayStart - day) return 1;
  return updatedAt >= dayStart - 6 * day ? 2 : 3;
}

function placeOf(
  summary: ThreadSummary,
  state: ThreadGroup,
  { grouping, dayStart }: { grouping: Grouping; dayStart: number },
): Place {
  switch (grouping) {
    case "state":
      return {
        rank: threadGroups.indexOf(state),
        title: groupTitles[state],
        open: state !== "earlier" && state !== "archived",
      };
    case "project": {
      const { projectId } = summary.thread;
      const title = plainLine(summary.project) || projectId;
      return { rank: `${title.toLowerCase()}\n${projectId}`, title, open: true };
    }
    case "time": {
      const rank = timeRank(summary, dayStart);
      return { rank, title: ["Today", "Yesterday", "Last seven days", "Older"][rank] ?? "Older", open: rank < 3 };
    }
  }
}

function placed(
  { thread, latestJob, pendingApprovals, waiting }: ThreadSummary,
  state: ThreadGroup,
  { grouping, isPinned }: { grouping: Grouping; isPinned: boolean },
): Placed {
  const row: Placed = { id: thread.id, pinned: isPinned ? 0 : 1, state: 0, line: 0, time: thread.updatedAt };
  if (grouping === "time") return row;
  // Within a project what needs the person is still first, and what works second.
  if (grouping === "project") row.state = Math.min(threadGroups.indexOf(state), 2);
  if (state === "needs_you") row.time = pendingApprovals.at(-1)?.requestedAt ?? row.time;
  if (state === "working") {
    row.line = waiting?.position ?? 0;
    row.time = latestJob?.createdAt ?? thread.createdAt;
  }
  return row;
}
