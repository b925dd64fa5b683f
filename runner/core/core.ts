import type { Billing, DayBudget } from "../../shared/model/budget.ts";
import type { IdKind, Requester } from "../../shared/model/common.ts";
import type { Role } from "../../shared/model/records.ts";
import type { Store } from "../store/port.ts";

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export interface Ids {
  /** A new id, greater than every one made before it on this runner. */
  make(kind: IdKind): string;
}

/** What the configuration says that commands and dispatch depend on; read anew for each use, so a reload takes effect. */
export interface Limits {
  maxConcurrentJobs: number;
  /** First delay of the back-off between attempts, in milliseconds. */
  retryBaseMs: number;
  /** Configured agents, in their order; `maxJobs` null means no limit of its own. */
  agents: ReadonlyMap<string, { maxJobs: number | null; account: string; billing?: Billing }>;
  /** Of all projects together, for one day. */
  budget: DayBudget;
  /** In which days begin and end. */
  timeZone: string;
}

/** What every command and query stands on. */
export interface Core {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** In [0, 1). */
  readonly random: () => number;
  readonly limits: () => Limits;
}

/** Who asks. Made at the door from a token; nothing in a request can claim another identity. */
export interface Caller {
  /** Of the token: two tokens may have the same name. */
  id: string;
  /** For people and logs: the token's name. */
  name: string;
  role: Role;
  /** Recorded on the job when the request names no one else. */
  requester: Requester;
  /** Made by the client: a repeat with the same key gets the first answer instead of a second effect. */
  idempotencyKey?: string | undefined;
}
