import * as z from "zod";
import { toolKinds } from "./tool-kind.ts";

export const permissionAnswers = ["allow", "ask", "deny"] as const;
export type PermissionAnswer = (typeof permissionAnswers)[number];
const permissionAnswer = z.enum(permissionAnswers);

const pattern = z.string().trim().min(1).max(2_000);

/**
 * What an agent may do without a person. All conditions that a rule names must fit; one that names none fits everything.
 * `command`: words, in each of which `*` is anything, and as the last word any further ones. `path`: from the worktree's
 * root, or absolute for what lies outside; `*` stays within a name, `**` does not. `host`: a name, or `*.` before one.
 */
export const permissionRule = z.strictObject({
  tool: z.enum(toolKinds).optional(),
  command: pattern.optional(),
  path: pattern.optional(),
  host: pattern.optional(),
  answer: permissionAnswer,
});
export type PermissionRule = z.infer<typeof permissionRule>;

/** The first rule that fits decides; `default` answers what the agent itself asks for and no rule decides. */
export const permissionRules = z.strictObject({
  default: permissionAnswer.default("ask"),
  rules: z.array(permissionRule).max(500).default([]),
});
export type PermissionRules = z.infer<typeof permissionRules>;

/** A word stands for rules that are only a default. */
export const permissionPolicy = z.union([permissionAnswer, permissionRules]);
export type PermissionPolicy = z.infer<typeof permissionPolicy>;

export function rulesOf(policy: PermissionPolicy): PermissionRules {
  return typeof policy === "string" ? { default: policy, rules: [] } : policy;
}
