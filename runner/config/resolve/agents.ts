import type { AgentConfig, SandboxMode } from "../config.ts";
import { expandPath } from "../machine-path.ts";
import { byName } from "../records.ts";
import type { SpoolFile } from "../schema/file.ts";
import { milliseconds, minuteMs, orNull } from "../units.ts";
import { defaultAccounts } from "./account.ts";
import type { ResolveContext } from "./context.ts";
import { resolveValue } from "./reference.ts";

export type AgentFile = NonNullable<SpoolFile["agents"]>[string];

/** The agents of a file that names none: those that need nothing but their program. */
const builtInAgents: readonly (readonly [string, AgentFile])[] = [
  ["claude", { adapter: "claude", env: {} }],
  ["codex", { adapter: "codex", env: {}, protocol: "app-server" }],
];

/** The agents as written, in their order; the first is the default of projects that name none. */
export function agentsOf(file: SpoolFile): ReadonlyMap<string, AgentFile> {
  return new Map(file.agents === undefined ? builtInAgents : Object.entries(file.agents));
}

export function resolveAgents(
  agents: ReadonlyMap<string, AgentFile>,
  sandbox: SandboxMode,
  context: ResolveContext,
): Readonly<Record<string, AgentConfig>> {
  const unnamed = [...agents].map(([name, agent]) => resolveAgent(name, agent, sandbox, context));
  const accounts = defaultAccounts(unnamed);
  return byName(
    unnamed.map((agent) => {
      const account = agents.get(agent.name)?.account ?? accounts.get(agent.name) ?? agent.name;
      return [agent.name, { ...agent, account }];
    }),
  );
}

function resolveAgent(
  name: string,
  agent: AgentFile,
  sandbox: SandboxMode,
  context: ResolveContext,
): Omit<AgentConfig, "account"> {
  const path = ["agents", name];
  if (agent.adapter === "acp" && agent.command === undefined && agent.preset === undefined) {
    context.report(path, "the adapter acp needs a command or a preset", {
      hint: "write preset: opencode or preset: gemini, or command: [program, argument]",
    });
  }
  const environment = Object.entries(agent.env).map(([variable, text]): [string, ReturnType<typeof resolveValue>] => {
    const place = [...path, "env", variable];
    if (variable.startsWith("SPOOL_")) context.report(place, "names that start with SPOOL_ are set by Spool itself");
    return [variable, resolveValue(variable, text, place, context)];
  });
  return {
    name,
    adapter: agent.adapter,
    command: agent.command === undefined ? null : resolveProgram(agent.command, context),
    preset: agent.adapter === "acp" ? (agent.preset ?? null) : null,
    protocol: agent.adapter === "codex" ? agent.protocol : null,
    model: agent.model ?? null,
    environment: byName(environment),
    sandbox: agent.sandbox ?? sandbox,
    maxJobs: agent.max_jobs ?? null,
    permissions: agent.permissions ?? null,
    maxTurns: agent.max_turns ?? null,
    maxCostUsd: agent.max_cost_usd ?? null,
    billing: agent.billing ?? "api",
    allowUnknownPrice: agent.allow_unknown_price ?? null,
    stallMs: orNull(agent.stall_minutes, (minutes) => milliseconds(minutes, minuteMs)),
  };
}

/** A program with a slash is a path of this machine; a bare name is looked up in PATH when it starts. */
function resolveProgram(argv: readonly string[], context: ResolveContext): readonly string[] {
  const [program = "", ...rest] = argv;
  return [program.includes("/") ? expandPath(program, context.home, context.directory) : program, ...rest];
}
