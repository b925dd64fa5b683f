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

interface Placed {
  summary: ThreadSummary;
  state: ThreadGroup;
  pinned: boolean;
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
  const groups = new Map<string, { rank: number | string; title: string; open: boolean; placed: Placed[] }>();
  for (const summary of summaries) {
    const state = threadGroup(summary, dayStart);
    const { key, ...place } = placeOf(summary, state, { grouping, dayStart });
    const group = groups.get(key) ?? { ...place, placed: [] };
    group.placed.push({ summary, state, pinned: pinned.has(summary.thread.id) });
    groups.set(key, group);
  }
  return [...groups]
    .toSorted(([, a], [, b]) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(([key, { title, open, placed }]) => ({
      key,
      title,
      open,
      threadIds: placed
        .map((entry) => ({ id: entry.summary.thread.id, order: orderOf(entry, grouping) }))
        .toSorted((a, b) => compare(a.order, b.order))
        .map(({ id }) => id),
    }));
}

function placeOf(
  summary: ThreadSummary,
  state: ThreadGroup,
  { grouping, dayStart }: { grouping: Grouping; dayStart: number },
): { key: string; rank: number | string; title: string; open: boolean } {
  switch (grouping) {
    case "state":
      return {
        key: state,
        rank: threadGroups.indexOf(state),
        title: groupTitles[state],
        open: state !== "earlier" && state !== "archived",
      };
    case "project": {
      const title = plainLine(summary.project) || summary.thread.projectId;
      return {
        key: summary.thread.projectId,
        rank: `${title.toLowerCase()}\n${summary.thread.projectId}`,
        title,
        open: true,
      };
    }
    case "time": {
      const { updatedAt } = summary.thread;
      const rank =
        updatedAt >= dayStart ? 0 : updatedAt >= dayStart - day ? 1 : updatedAt >= dayStart - 6 * day ? 2 : 3;
      const title = ["Today", "Yesterday", "Last seven days", "Older"][rank] ?? "Older";
      return { key: `time-${rank}`, rank, title, open: rank < 3 };
    }
  }
}

/** Compared part by part; smaller is further up. */
function orderOf({ summary, state, pinned }: Placed, grouping: Grouping): number[] {
  const { thread, latestJob, pendingApprovals, waiting } = summary;
  const first = [pinned ? 0 : 1, grouping === "project" ? Math.min(threadGroups.indexOf(state), 2) : 0];
  if (grouping === "time") return [...first, -thread.updatedAt];
  switch (state) {
    case "needs_you":
      return [...first, -(pendingApprovals.at(-1)?.requestedAt ?? thread.updatedAt)];
    case "working":
      return [...first, waiting ? waiting.position : 0, -(latestJob?.createdAt ?? thread.createdAt)];
    case "done_today":
    case "failed":
    case "earlier":
    case "archived":
      return [...first, -thread.updatedAt];
  }
}

function compare(a: number[], b: number[]): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}
