import * as z from "zod";
import { id, time } from "./common.ts";

/** What a vendor's "not now" or "not you" is about. */
export const limitKinds = ["rate", "quota", "overloaded", "usage_window", "auth"] as const;
export type LimitKind = (typeof limitKinds)[number];

/**
 * The lane of one vendor account: all agents that use the account share it. It is closed by a run that ended with the
 * vendor's refusal, and open again when a run was answered.
 */
export const accountLane = z.object({
  account: z.string().min(1).max(100),
  /** Names of the agents that use the account, as configured when it was closed or at the latest reload. */
  agents: z.array(z.string()),
  /** Null while it is open. */
  closed: z
    .object({
      since: time,
      /** Null: until a person opens it. In the past: one job at a time tries whether the vendor answers. */
      until: time.nullable(),
      kind: z.enum(limitKinds),
      /** The vendor's own, one line, redacted. */
      words: z.string().max(500),
      /** How often it was closed without an answer in between. */
      inARow: z.int().positive(),
      /** The run that was refused, and its job. */
      runId: id,
      jobId: id,
      threadId: id,
      /** The job that was let through to try. It counts only while it is at work. */
      probe: id.nullable(),
    })
    .nullable(),
  /** When it was last opened, and by whom: a person, or `spool` when the vendor answered. */
  openedAt: time.nullable(),
  openedBy: z.string().nullable(),
});
export type AccountLane = z.infer<typeof accountLane>;
export type Closure = NonNullable<AccountLane["closed"]>;
