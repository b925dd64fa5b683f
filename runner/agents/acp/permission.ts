import { type AgentAnswer, type AgentLaunch, mayOnlyRead, onlyPlanning } from "../port.ts";
import { listAt, textAt } from "../reading.ts";
import { isInside } from "../wording.ts";
import type { ToolCall } from "./tools.ts";

/** What the adapter answers by itself; undefined puts the question to a human. */
export function standingAnswer(launch: AgentLaunch, call: ToolCall): AgentAnswer | undefined {
  const changes = !["read", "search", "fetch", "think"].includes(call.tool);
  const isPlanning = launch.phase === "plan";
  if (mayOnlyRead(launch) && changes) {
    return { decision: "deny", reason: isPlanning ? onlyPlanning : "This run is read-only." };
  }
  // Nobody is asked while it plans, and reading needs no permission.
  if (!isPlanning && launch.permissions === "ask") return undefined;
  if (!isPlanning && launch.permissions === "deny") return { decision: "deny", reason: "Nobody is there to answer." };
  const outside = call.paths.find((path) => !isInside(launch.cwd, path));
  if (outside !== undefined) return { decision: "deny", reason: `${outside} is outside the worktree.` };
  return { decision: "allow" };
}

/**
 * The outcome to send: for once, never for always, which would outlive the answer. An agent that offers no such option
 * is answered with `cancelled`, the protocol's word for "not now".
 */
export function permissionOutcome(options: unknown[], answer: AgentAnswer): Record<string, unknown> {
  const wanted = answer.decision === "deny" ? "reject_once" : "allow_once";
  const option = options.find((candidate) => textAt(candidate, "kind") === wanted);
  const optionId = textAt(option, "optionId");
  return optionId === undefined ? { outcome: "cancelled" } : { outcome: "selected", optionId };
}

export function optionsOf(params: unknown): unknown[] {
  return listAt(params, "options");
}
