import * as z from "zod";
import { id } from "./common.ts";

/** What happens when a job touches files that its approved plan does not name. */
export const contractPolicies = ["warn", "ask", "stop"] as const;
export const contractPolicy = z.enum(contractPolicies);

/**
 * A path as git has it. Where its bytes are not UTF-8, `path` shows the odd ones as `\xNN` and `raw` holds them all in
 * base64: two paths are the same only when both are.
 */
export const touchedPath = z.object({ path: z.string().min(1).max(20_000), raw: z.string().max(8_192).optional() });
export type TouchedPath = z.infer<typeof touchedPath>;

/** `wanted`: kept from being changed so far. */
export const deviationChanges = ["added", "modified", "deleted", "type_changed", "wanted"] as const;

/** A file outside the contract, and how much of it was changed; null where it is binary, or was not changed yet. */
const deviatingFile = touchedPath.extend({
  change: z.enum(deviationChanges),
  additions: z.int().nullable(),
  deletions: z.int().nullable(),
});
export type DeviatingFile = z.infer<typeof deviatingFile>;

/** Where a deviation was seen: before a tool was used, in the worktree, or in what the agent left when it was done. */
export const deviationSources = ["tool", "checkpoint", "end of work"] as const;
export type DeviationSource = (typeof deviationSources)[number];

/** Nobody reads more, and all of it goes into one row. */
export const mostDeviatingFiles = 500;

/** The payload of an approval of kind `contract`: granted, its files are part of the contract. */
export const contractQuestion = z.object({
  files: z.array(deviatingFile).min(1).max(mostDeviatingFiles),
  source: z.enum(deviationSources),
  /** The approved plan that the files are not in. */
  planId: id,
});
export type ContractQuestion = z.infer<typeof contractQuestion>;
