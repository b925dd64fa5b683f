import { type AgentAnswer, type AgentLaunch, onlyPlanning } from "../port.ts";
import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import { isInside } from "../wording.ts";
import { toolKind, toolPaths } from "./tools.ts";

/**
 * What the adapter answers by itself when the agent asks; undefined puts the question to a human. Reading is the only
 * thing a read-only run may do, whatever a human would say, and `allow` does not reach outside the worktree.
 */
export function standingAnswer(launch: AgentLaunch, tool: string, input: unknown): AgentAnswer | undefined {
  const kind = toolKind(tool);
  const outside = toolPaths(input).find((path) => !isInside(launch.cwd, path));
  if (launch.phase === "plan") return whilePlanning(kind, outside);
  if (launch.writeMode === "read_only") {
    if (tool === "ExitPlanMode") return { decision: "deny", reason: "This run is read-only. End with your findings." };
    if (kind !== "read" && kind !== "search" && kind !== "fetch") {
      return { decision: "deny", reason: "This run is read-only: nothing may be changed or executed." };
    }
  }
  if (launch.permissions === "ask") return undefined;
  if (launch.permissions === "deny")
    return { decision: "deny", reason: "Nobody is there to answer: work without this." };
  if (outside !== undefined) return { decision: "deny", reason: `${outside} is outside the worktree.` };
  return { decision: "allow" };
}

export const planTaken = "Your plan was handed on, and a person reads it now. End your turn here.";
export const planMissing =
  "Your plan did not come with it. Give it as the JSON object you were asked for, and end your turn.";

/** Nobody is asked while it plans: what only reads goes on, everything else is refused. */
function whilePlanning(kind: ToolKind, outside: string | undefined): AgentAnswer {
  if (outside !== undefined) return { decision: "deny", reason: `${outside} is outside the worktree.` };
  if (kind === "read" || kind === "search") return { decision: "allow" };
  return { decision: "deny", reason: onlyPlanning };
}
