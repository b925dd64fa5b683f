import type { EventType } from "../../shared/events/catalogue.ts";
import { numberOfKind } from "./behaviours.ts";
import type { Halt } from "./halt.ts";
import type { Course } from "./sweep.ts";

/** Kinds of `behaviours.ts`. */
const kinds = {
  cancelled: 4,
  daemon: 2,
  failsFirst: 1,
  asks: 6,
  message: 7,
  plain: 9,
  listens: 10,
  denied: 11,
  replanned: numberOfKind("replanned"),
  granted: numberOfKind("granted"),
  refused: numberOfKind("refused"),
  limited: numberOfKind("limited"),
  loggedOut: numberOfKind("loggedOut"),
  dollars: numberOfKind("dollars"),
  turns: numberOfKind("turns"),
  day: numberOfKind("day"),
};

/** In the order in which they come in a job's life: what is lost by one is done again before the next. */
function course(kind: number, ...halts: Halt[]): Course {
  return { kind, inTurn: halts };
}

function before(event: EventType, contains = ""): Halt {
  return { after: event, contains, commits: 0, moment: "before" };
}

function after(event: EventType, contains = ""): Halt {
  return { after: event, contains, commits: 0, moment: "after" };
}

/** Where a kill would hurt most: between what was done and its record, or between two records that belong together. */
export const namedInstants: Readonly<Record<string, readonly Course[]>> = {
  "from the claim to the checkpoint": [
    course(
      kinds.plain,
      before("run.started"),
      after("run.started"),
      before("worktree.ready"),
      after("agent.started"),
      before("processes.ended"),
      before("checkpoint.created"),
      after("checkpoint.created"),
    ),
    course(kinds.cancelled, after("job.cancel_requested"), before("run.ended", '"cancelled"')),
  ],
  "from the checks to the end": [
    course(
      kinds.plain,
      before("step.ended", "after-run.txt"),
      before("stage.ended", '"work"'),
      before("step.ended", "check.sh"),
      after("outbox.requested"),
      before("outbox.done"),
      after("publish.done"),
      after("run.ended"),
    ),
    course(kinds.failsFirst, before("run.ended", '"failed"'), after("job.retry_scheduled")),
  ],
  "around questions and messages": [
    course(kinds.asks, before("approval.requested"), after("approval.requested"), after("approval.decided")),
    course(kinds.denied, after("approval.decided"), before("agent.denied"), after("agent.denied")),
    course(kinds.message, after("message.received"), before("message.queued")),
    course(kinds.listens, after("message.received"), before("message.delivered"), after("message.delivered")),
  ],
  // The rest of these kinds' instants is for the sweep: each of them takes several runs.
  "at the gates": [
    course(kinds.replanned, before("approval.requested"), after("approval.decided", '"changes_requested"')),
    course(kinds.granted, before("approval.requested", '"contract"')),
    course(kinds.limited, before("lane.closed")),
    course(kinds.loggedOut, after("lane.closed")),
  ],
  "at a used-up budget": [
    course(
      kinds.dollars,
      before("budget.used_up"),
      after("budget.used_up"),
      before("approval.requested", '"budget"'),
      after("budget.extended"),
    ),
  ],
};

/** The kinds of these names, as numbers. */
export function kindsNamed(names: readonly string[]): number[] {
  const unknown = names.filter((name) => !Object.hasOwn(kinds, name));
  if (unknown.length > 0) throw new Error(`no kind ${unknown.join()}: they are ${Object.keys(kinds).join()}`);
  return Object.entries(kinds).flatMap(([name, kind]) => (names.includes(name) ? [kind] : []));
}

/** Each commit of a job of each of these kinds, or each `step`th. */
export function everyCommit(step: number, chosen: readonly number[] = Object.values(kinds)): Course[] {
  return chosen.flatMap((kind) =>
    (["after", "before"] as const).map((moment) => ({
      kind,
      each: (index: number) => ({ after: "job.created" as const, commits: index * step, moment }),
    })),
  );
}
