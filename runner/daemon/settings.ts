import { agentAdapter } from "../agents/registry.ts";
import type { Command, ProjectConfig, SpoolConfig } from "../config/config.ts";
import { revealEnvironment, Secret } from "../config/secret.ts";
import type { Limits } from "../core/core.ts";
import type {
  Agents,
  ConfiguredAgent,
  EngineSettings,
  PriceOf,
  ProjectSettings,
  StepCommand,
} from "../engine/ports.ts";
import { buildEnvironment } from "../process/environment.ts";
import type { DataPaths } from "./paths.ts";
import { redactor } from "./redact.ts";

/** The configuration as the engine and the core see it; `replace` takes in a reloaded one for all later work. */
export class Settings implements EngineSettings, Agents {
  readonly owner: string;
  readonly paths: EngineSettings["paths"];
  #config: SpoolConfig;
  /** Of this configuration and of all before it: runs go on with the environment they were started with. */
  readonly #secrets: Set<string>;
  #redact: <Value>(value: Value) => Value;

  constructor(config: SpoolConfig, owner: string, paths: DataPaths) {
    this.#config = config;
    this.#secrets = new Set(secretsOf(config));
    this.#redact = redactor([...this.#secrets]);
    this.owner = owner;
    this.paths = { worktrees: paths.worktrees, runs: paths.runs, artifacts: paths.artifacts };
  }

  get config(): SpoolConfig {
    return this.#config;
  }

  replace(config: SpoolConfig): void {
    for (const secret of secretsOf(config)) this.#secrets.add(secret);
    this.#redact = redactor([...this.#secrets]);
    this.#config = config;
  }

  redact<Value>(value: Value): Value {
    return this.#redact(value);
  }

  get stopGraceMs(): number {
    return this.#config.runtime.stopGraceMs;
  }

  get sandbox(): EngineSettings["sandbox"] {
    return this.#config.runtime.sandbox;
  }

  get diskQuotaBytes(): number | null {
    return this.#config.runtime.diskQuotaBytes;
  }

  get retention(): EngineSettings["retention"] {
    return this.#config.runtime.retention;
  }

  limits(): Limits {
    const agents = Object.values(this.#config.agents).map(
      ({ name, maxJobs, account, billing }) => [name, { maxJobs, account, billing }] as const,
    );
    const { maxConcurrentJobs, retryBaseMs, budget, timeZone } = this.#config.runtime;
    return { maxConcurrentJobs, retryBaseMs, agents: new Map(agents), budget, timeZone };
  }

  project(projectId: string): ProjectSettings | undefined {
    const project = this.#config.projects.find((candidate) => `prj_${candidate.name}` === projectId);
    return project && projectSettings(projectId, project);
  }

  find(name: string): ConfiguredAgent | undefined {
    const agent = this.#config.agents[name];
    if (!agent) return undefined;
    const { adapter, command, preset, model, protocol } = agent;
    return {
      adapter: agentAdapter(adapter),
      sandbox: agent.sandbox,
      settings: {
        adapter,
        ...(command && { command: [...command] }),
        ...(preset && { preset }),
        ...(model && { model }),
        ...(protocol && { protocol }),
        environment: revealEnvironment(agent.environment),
      },
    };
  }

  async loadPrices(): Promise<PriceOf> {
    const { priceTokens } = await import("../gates/budget/prices.ts");
    return (model, tokens) => priceTokens(model, tokens, this.#config.prices);
  }

  environment(extra: readonly string[]): Record<string, string> {
    return buildEnvironment(process.env, { names: [...this.#config.runtime.passEnvironment, ...extra] });
  }
}

function secretsOf(config: SpoolConfig): string[] {
  const values = Object.values(config.agents).flatMap((agent) => Object.values(agent.environment));
  const credentials = config.projects.flatMap((project) => project.credentials?.password ?? []);
  return [...values, ...credentials].flatMap((value) => (value instanceof Secret ? [value.reveal()] : []));
}

function projectSettings(projectId: string, project: ProjectConfig): ProjectSettings {
  const { hooks, credentials } = project;
  const commands = (list: readonly Command[]) => list.map((command) => stepCommand(command, hooks.timeoutMs));
  return {
    source: {
      projectId,
      name: project.name,
      repo: project.repo,
      copyFrom: project.copyFrom,
      copy: project.copy,
      credentials: credentials && { username: credentials.username, reveal: () => credentials.password.reveal() },
    },
    author: { name: project.git.authorName, email: project.git.authorEmail },
    promptTemplates: Object.fromEntries(
      Object.entries(project.jobTypes).flatMap(([type, { promptTemplate }]) =>
        promptTemplate === null ? [] : [[type, promptTemplate]],
      ),
    ),
    preflight: {
      ...project.preflight,
      checks: project.preflight.checks.map(({ name, run, timeoutMs }) => ({
        name,
        ...stepCommand({ kind: "shell", line: run }, timeoutMs),
      })),
    },
    setup: commands(hooks.afterCreate),
    hooks: {
      beforeRun: commands(hooks.beforeRun),
      afterRun: commands(hooks.afterRun),
      beforeRemove: commands(hooks.beforeRemove),
    },
  };
}

function stepCommand(command: Command, timeoutMs: number): StepCommand {
  return command.kind === "shell"
    ? { argv: ["/bin/sh", "-c", command.line], text: command.line, timeoutMs }
    : { argv: command.argv, text: command.argv.join(" "), timeoutMs };
}
