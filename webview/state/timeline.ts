import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import { absorb } from "./absorb.ts";
import { rowOf } from "./begin.ts";
import { type Ending, endingOf, isEnd, joinKey } from "./join.ts";
import type { TimelineRow } from "./rows.ts";

/**
 * A stretch of a thread's events as rows. Later events are appended, earlier pages put before; either way only what is
 * new is looked at, and the rows are the same as if all events had been folded at once. Events that are there already
 * are dropped.
 */
export class Timeline {
  #rows: TimelineRow[] = [];
  /** How to end what may still be ended, by the key that its end will have. */
  readonly #endings = new Map<string, Ending>();
  /** Ends of what began before the stretch. */
  #early = new Map<string, TimelineEvent>();
  #first = 0;
  #last = 0;
  #events = 0;

  get rows(): readonly TimelineRow[] {
    return this.#rows;
  }

  /** `seq` of the earliest event; 0 when there is none. */
  get first(): number {
    return this.#first;
  }

  /** `seq` of the latest event; 0 when there is none. */
  get last(): number {
    return this.#last;
  }

  get events(): number {
    return this.#events;
  }

  append(events: readonly TimelineEvent[]): void {
    for (const event of events) {
      if (event.seq <= this.#last) continue;
      this.#last = event.seq;
      if (this.#events === 0) this.#first = event.seq;
      this.#events += 1;
      this.#take(event);
    }
  }

  /** Puts a page of events before what is there. */
  prepend(events: readonly TimelineEvent[]): void {
    const older = new Timeline();
    older.append(this.#events === 0 ? events : events.filter(({ seq }) => seq < this.#first));
    if (older.#events === 0) return;
    for (const [key, event] of this.#early) older.#end(key, event);
    const [next, ...rest] = this.#rows;
    const previous = older.#rows.at(-1);
    const joined = next && previous && absorb(previous, next);
    this.#rows = older.#rows.concat(joined || !next ? rest : this.#rows);
    // A later beginning under the same name is the one that a later end means.
    for (const [key, ending] of older.#endings) if (!this.#endings.has(key)) this.#endings.set(key, ending);
    this.#early = older.#early;
    this.#first = older.#first;
    this.#last = Math.max(this.#last, older.#last);
    this.#events += older.#events;
  }

  #take(event: TimelineEvent): void {
    const key = joinKey(event);
    if (key !== undefined && isEnd(event)) return this.#end(key, event);
    const row = rowOf(event);
    if (!row) return;
    if (key !== undefined) this.#endings.set(key, endingOf(row));
    const previous = this.#rows.at(-1);
    if (!previous || !absorb(previous, row)) this.#rows.push(row);
  }

  #end(key: string, event: TimelineEvent): void {
    const ending = this.#endings.get(key);
    if (ending) ending(event);
    else this.#early.set(key, event);
  }
}
