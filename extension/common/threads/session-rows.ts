import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { type Activity, noteActivity } from "./activity.ts";
import { type ThreadFilter, fitsFilter } from "./filter.ts";
import { type Grouping, groupThreads, type RowGroup } from "./grouping.ts";
import { lastMidnight } from "./groups.ts";
import { isWorking } from "./state.ts";

/** What has to be drawn anew: everything below the runner, whole groups by key, single rows by id. */
export type Redraw = { kind: "all" } | { kind: "some"; groups: string[]; threads: string[] };

export interface RowsView {
  grouping: Grouping;
  filter: ThreadFilter;
  pinned: ReadonlySet<string>;
}

/** The rows of one runner: which groups there are, who is in them, and what changed since they were last asked for. */
export class SessionRows {
  readonly #known: () => ThreadSummary[];
  readonly #activities = new Map<string, Activity>();
  readonly #touched = new Set<string>();
  #drawn = new Map<string, ThreadSummary>();
  #groups: RowGroup[] = [];
  #found: readonly ThreadSummary[] = [];

  /** `known` is the store's threads; objects that stay the same are taken for unchanged. */
  constructor(known: () => ThreadSummary[]) {
    this.#known = known;
  }

  get groups(): readonly RowGroup[] {
    return this.#groups;
  }

  group(key: string): RowGroup | undefined {
    return this.#groups.find((group) => group.key === key);
  }

  get(threadId: string): ThreadSummary | undefined {
    return this.#drawn.get(threadId);
  }

  activity(threadId: string): Activity | undefined {
    return this.#activities.get(threadId);
  }

  note(events: readonly TimelineEvent[]): void {
    for (const id of noteActivity(this.#activities, events)) this.#touched.add(id);
  }

  /** After a gap in the stream nothing is known of what is going on. */
  forgetActivities(): void {
    for (const id of this.#activities.keys()) this.#touched.add(id);
    this.#activities.clear();
  }

  /** These rows look different though their threads did not change: marks. */
  touch(threadIds: Iterable<string>): void {
    for (const id of threadIds) this.#touched.add(id);
  }

  /** Threads that a search found and that are not loaded; shown as long as the filter is the one that found them. */
  setFound(summaries: readonly ThreadSummary[]): void {
    this.#found = summaries;
  }

  /** Threads whose time runs. */
  working(): string[] {
    return [...this.#drawn.values()].filter(isWorking).map(({ thread }) => thread.id);
  }

  refresh(view: RowsView, now: number): Redraw {
    const dayStart = lastMidnight(now);
    const fitting = this.#all().filter((summary) => fitsFilter(summary, view.filter, dayStart));
    const before = { groups: this.#groups, drawn: this.#drawn };
    this.#groups = groupThreads(fitting, { ...view, dayStart });
    this.#drawn = new Map(fitting.map((summary) => [summary.thread.id, summary]));
    const changed = fitting.filter(
      (summary) => before.drawn.get(summary.thread.id) !== summary || this.#touched.has(summary.thread.id),
    );
    this.#touched.clear();
    return difference(before.groups, this.#groups, new Set(changed.map(({ thread }) => thread.id)));
  }

  #all(): ThreadSummary[] {
    const known = this.#known();
    if (this.#found.length === 0) return known;
    const all = new Map(this.#found.map((summary) => [summary.thread.id, summary]));
    for (const summary of known) all.set(summary.thread.id, summary);
    return [...all.values()];
  }
}

function difference(before: RowGroup[], after: RowGroup[], changed: ReadonlySet<string>): Redraw {
  if (before.map(({ key }) => key).join() !== after.map(({ key }) => key).join()) return { kind: "all" };
  const redraw: Redraw = { kind: "some", groups: [], threads: [] };
  for (const [index, group] of after.entries()) {
    const old = before[index]?.threadIds ?? [];
    const same = old.length === group.threadIds.length && old.every((id, place) => id === group.threadIds[place]);
    if (same) redraw.threads.push(...group.threadIds.filter((id) => changed.has(id)));
    else redraw.groups.push(group.key);
  }
  return redraw;
}
