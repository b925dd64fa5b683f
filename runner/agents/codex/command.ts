import { type AgentCommand, type AgentLaunch, type AgentSettings, mayOnlyRead } from "../port.ts";

/** As a TOML string: JSON's is one. */
function toml(text: string): string {
  return JSON.stringify(text);
}

/**
 * Silences everything that calls out beside the model, gives up where it would wait for the network without end, and
 * keeps the worktree untrusted: otherwise starting a writable thread marks it as trusted in the user's own
 * configuration, and the next one runs the servers that the repository brings.
 */
function overrides(launch: AgentLaunch): string[] {
  const settings = [
    "check_for_update_on_startup=false",
    "analytics.enabled=false",
    "tools.update_plan.enabled=true",
    "features.plugins=false",
    "features.apps=false",
    "features.remote_plugin=false",
    "features.memories=false",
    "features.unbounded_connection_retries=false",
    // As a table: the dotted form of the flag cannot quote a path.
    `projects={${toml(launch.cwd)}={trust_level="untrusted"}}`,
  ];
  return settings.flatMap((setting) => ["-c", setting]);
}

export function codexCommand(settings: AgentSettings, launch: AgentLaunch): AgentCommand {
  const program = settings.command ?? ["codex"];
  const model = launch.model ?? settings.model;
  const environment = { ...settings.environment };
  if (settings.protocol !== "exec") {
    const argv = [...program, "app-server", ...overrides(launch)];
    return { argv, environment, stdin: { kind: "stream" }, files: [] };
  }
  const argv = [
    ...program,
    "exec",
    ...overrides(launch),
    "--sandbox",
    mayOnlyRead(launch) ? "read-only" : "workspace-write",
    "--skip-git-repo-check",
    ...(model === undefined ? [] : ["--model", model]),
    // `resume` has no sandbox flag of its own and would fall back to read-only: the flag stands before it.
    ...(launch.resumeSessionId === undefined ? ["--json"] : ["resume", "--json", launch.resumeSessionId]),
    "-",
  ];
  const content = launch.systemPrompt === undefined ? launch.prompt : `${launch.systemPrompt}\n\n${launch.prompt}`;
  return { argv, environment, stdin: { kind: "content", content }, files: [] };
}
