import type { EventType } from "../../shared/events/catalogue.ts";

/** One exact instant at which a runner is killed. */
export interface Halt {
  /** The commit that brings this event into the log is number 0. */
  after: EventType;
  /** Part of the event's data, as JSON. */
  contains?: string;
  commits: number;
  /** Before that commit, with all that was done for it on the outside; or after it, when nobody was told of it yet. */
  moment: "before" | "after";
}

export function describeHalt({ after, contains, commits, moment }: Halt): string {
  return `${moment} commit ${commits} from ${after}${contains === undefined ? "" : ` with ${contains}`}`;
}
