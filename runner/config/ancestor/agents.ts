import type { KeyPath } from "../key-path.ts";
import { asList, asMap } from "./detect.ts";

/** Agents that the ancestor had built in, under its names for them. */
const agents = {
  "claude-code": { adapter: "claude" },
  codex: { adapter: "codex" },
  opencode: { adapter: "acp", preset: "opencode" },
} as const;

/**
 * Defines the ancestor's agents and turns its `agent.default` into the default of each project. Gives the paths it
 * filled, so that a mistake in the name is shown where the name stands.
 */
export function addAgents(data: Record<string, unknown>): KeyPath[] {
  const chosen = asMap(data["agent"])["default"];
  delete data["agent"];
  data["agents"] ??= agents;
  const filled: KeyPath[] = [];
  for (const [index, project] of asList(data["projects"]).entries()) {
    const map = asMap(project);
    for (const type of Object.values(asMap(map["job_types"]))) settlePublish(type);
    if (chosen === undefined || "default_agent" in map || map !== project) continue;
    (project as Record<string, unknown>)["default_agent"] = chosen;
    filled.push(["projects", index, "default_agent"]);
  }
  return filled;
}

/** The ancestor let a read-only job name a policy and did nothing with it; here that is a contradiction. */
function settlePublish(type: unknown): void {
  if (asMap(type)["write_mode"] === "read_only") (type as Record<string, unknown>)["publish"] = "none";
}
