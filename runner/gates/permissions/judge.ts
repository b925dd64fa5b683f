import type { PermissionAnswer, PermissionRule, PermissionRules } from "../../../shared/model/permissions.ts";
import { judgeCommands } from "./judge-commands.ts";
import { fitsHost, fitsPath } from "./pattern.ts";
import { type SideEffect, sideEffectOfTool } from "./side-effects.ts";
import type { Judgement, ToolUse } from "./tool-use.ts";

/** `pass`: nothing is said about it here, and the agent's own settings decide. */
export interface Decision {
  answer: PermissionAnswer | "pass";
  sideEffect: SideEffect | undefined;
}

/** What becomes of a use of a tool. `isAsked`: the agent itself asks for it; otherwise it would go on without. */
export function decide(policy: PermissionRules, use: ToolUse, isAsked: boolean): Decision {
  const { answer, isDoubtful, sideEffect } =
    use.tool === "execute" ? judgeCommands(policy, use) : judgeTool(policy, use);
  if (answer === "deny" || answer === "ask") return { answer, sideEffect };
  if (answer === "allow") return { answer: sideEffect === undefined ? "allow" : "ask", sideEffect };
  const strict = policy.default === "deny" ? "deny" : "ask";
  if (sideEffect !== undefined) return { answer: strict, sideEffect };
  if (isDoubtful && (isAsked || policy.rules.length > 0)) return { answer: strict, sideEffect };
  if (!isAsked) return { answer: "pass", sideEffect };
  // That everything is allowed was said of the worktree; only a rule that names it leads outside.
  const isOutside = use.paths.some((path) => path.startsWith("/"));
  return { answer: policy.default === "allow" && isOutside ? "deny" : policy.default, sideEffect };
}

function judgeTool({ rules }: PermissionRules, use: ToolUse): Judgement {
  const answer = rules.find((rule) => fits(rule, use))?.answer ?? "none";
  return { answer, isDoubtful: false, sideEffect: use.tool === "other" ? sideEffectOfTool(use.title) : undefined };
}

function fits(rule: PermissionRule, use: ToolUse): boolean {
  const { tool, command, path, host } = rule;
  if (command !== undefined || (tool !== undefined && tool !== use.tool)) return false;
  const isMet = (wanted: string | undefined, given: readonly string[], fitsOne: typeof fitsPath) => {
    if (wanted === undefined) return true;
    const fitting = given.filter((text) => fitsOne(wanted, text)).length;
    return rule.answer === "allow" ? given.length > 0 && fitting === given.length : fitting > 0;
  };
  return isMet(path, use.paths, fitsPath) && isMet(host, use.hosts, fitsHost);
}
