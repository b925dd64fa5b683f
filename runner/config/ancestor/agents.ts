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
    if (chosen === undefined || "default_agent" in map || map !== project) continue;
    (project as Record<string, unknown>)["default_agent"] = chosen;
    filled.push(["projects", index, "default_agent"]);
  }
  return filled;
}
