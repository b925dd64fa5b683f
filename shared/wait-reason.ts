import { isoTime } from "./iso-time.ts";
import { limitWords } from "./limit-words.ts";
import type { LimitKind } from "./model/account-lane.ts";
import type { BudgetKind } from "./model/budget.ts";
import { formatUntil } from "./units.ts";

/** Why a job that could be dispatched is not. Closed; turned into words in one place, below. */
export type WaitReason =
  | { kind: "paused"; project: string | null }
  | { kind: "project_removed" }
  | { kind: "damaged"; id: string }
  | { kind: "backoff"; until: number }
  | { kind: "dependency"; threadIds: string[] }
  | { kind: "thread_busy"; jobId: string }
  | { kind: "thread_asks"; jobId: string }
  | { kind: "global_lane"; limit: number }
  | { kind: "project_lane"; project: string; limit: number }
  | { kind: "agent_lane"; agent: string; limit: number }
  /** Its vendor refused the account; `until` null: until a person opens it. */
  | { kind: "account_closed"; account: string; limit: LimitKind; until: number | null }
  /** The account's time is over, and another job tries first whether the vendor answers. */
  | { kind: "account_probe"; account: string; jobId: string }
  /** The day's budget of the project, or (null) of all, is used up until the next day or an extension. */
  | { kind: "budget"; project: string | null; budget: BudgetKind; until: number }
  | { kind: "starting" };

/** In one line. A person who reads it at `now` gets times of their own clock; without it they are ISO 8601, for programs. */
export function waitReasonText(reason: WaitReason, now?: number): string {
  const time = (at: number) => (now === undefined ? isoTime(at) : formatUntil(at, now));
  switch (reason.kind) {
    case "paused":
      return reason.project === null ? "the queue is paused" : `the queue of ${reason.project} is paused`;
    case "project_removed":
      return "its project is not configured any more";
    case "damaged":
      return `the stored data of ${reason.id} is damaged: see the runner's log`;
    case "backoff":
      return `next attempt at ${time(reason.until)}`;
    case "dependency":
      return `waits for ${reason.threadIds.join(", ")}`;
    case "thread_busy":
      return `another job of its thread is at work (${reason.jobId})`;
    case "thread_asks":
      return `another job of its thread waits for an answer (${reason.jobId})`;
    case "global_lane":
      return `all ${reason.limit} slots of the runner are taken`;
    case "project_lane":
      return `all ${reason.limit} slots of ${reason.project} are taken`;
    case "agent_lane":
      return `all ${reason.limit} slots of ${reason.agent} are taken`;
    case "account_closed": {
      const { account, limit, until } = reason;
      const end = until === null ? "until it is opened by hand" : `until ${time(until)}`;
      return `account ${account} is closed ${end}: ${limitWords(limit)}`;
    }
    case "account_probe":
      return `another job tries first whether account ${reason.account} is answered again (${reason.jobId})`;
    case "budget": {
      const { project, budget, until } = reason;
      const whose = project === null ? "the runner" : project;
      return `${whose} has used up its ${budget === "usd" ? "dollars" : budget} of the day, until ${time(until)}`;
    }
    case "starting":
      return "starting";
  }
}
