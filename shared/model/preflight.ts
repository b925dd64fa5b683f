import * as z from "zod";
import { commit } from "./common.ts";

/** What may be wrong with what would be published. */
export const preflightRules = [
  "author",
  "secret",
  "forbidden_name",
  "unsafe_name",
  "protected_path",
  "symlink",
  "mode",
  "scope",
  "oversize",
  "conflict_marker",
  "submodule",
  "check",
] as const;
export type PreflightRule = (typeof preflightRules)[number];

const preflightPlaces = ["content", "message", "identity", "header", "name", "target", "run"] as const;

/** One violation. Never holds what was found, only where: `preview` shows its first characters, at most four. */
export const preflightFinding = z.object({
  rule: z.enum(preflightRules),
  /** `hard`: a person must decide. `recoverable`: the agent may put it right. */
  severity: z.enum(["hard", "recoverable"]),
  /** Commit that brought it, the oldest; null where there is none yet. */
  commit: commit.nullable(),
  /** With secrets in the name itself taken out; null for what is not in a file. */
  path: z.string().max(1_000).nullable(),
  /** From 1. */
  line: z.int().nullable(),
  place: z.enum(preflightPlaces),
  /** One line for people: the kind of secret, the size, the expected author. */
  detail: z.string().max(400),
  preview: z.string().max(5).nullable(),
  /** By it the configuration allows this one secret (`preflight.allow_secrets`). */
  fingerprint: z.string().max(40).nullable(),
});
export type PreflightFinding = z.infer<typeof preflightFinding>;

/** What was looked at, and what was found: everything, or the first so many of it. */
export const preflightReport = z.object({
  commits: z.int(),
  files: z.int(),
  bytes: z.int(),
  durationMs: z.int(),
  findings: z.array(preflightFinding),
  /** More was found than is listed. */
  truncated: z.boolean(),
});
export type PreflightReport = z.infer<typeof preflightReport>;
