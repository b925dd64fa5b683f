import type { JobTypeConfig, ProjectConfig } from "../config.ts";
import { defaultJobTypes, jobDefaults, typeDefaults } from "../default-job-types.ts";
import type { KeyPath } from "../key-path.ts";
import { byName } from "../records.ts";
import type { LivenessFile } from "../schema/fields.ts";
import type { JobTypeFile } from "../schema/job-type.ts";
import type { ProjectFile } from "../schema/project.ts";
import { nearest } from "../suggest.ts";
import { hourMs, milliseconds, minuteMs, orNull } from "../units.ts";
import type { AgentFile } from "./agents.ts";
import type { ResolveContext } from "./context.ts";

/** `path` is that of `job_types`; the default agent is the project's, known to exist or already reported. */
export function resolveJobTypes(
  project: Pick<ProjectFile, "job_types" | "permissions" | "contract" | "baseline" | "liveness">,
  defaultAgent: string,
  agents: ReadonlyMap<string, AgentFile>,
  path: KeyPath,
  context: ResolveContext,
): ProjectConfig["jobTypes"] {
  const written = Object.entries(project.job_types ?? {});
  const types: [string, JobTypeFile][] =
    written.length > 0 ? written : Object.keys(defaultJobTypes).map((name) => [name, { verify: [] }]);
  return byName(
    types.map(([name, type]) => {
      const agentName = type.agent ?? defaultAgent;
      const agent = agents.get(agentName);
      if (type.agent !== undefined) reportUnknownAgent(type.agent, agents, [...path, name, "agent"], context);
      if (type.backup_agent !== undefined) {
        reportUnknownAgent(type.backup_agent, agents, [...path, name, "backup_agent"], context);
      }
      return [name, resolveJobType(name, type, { project, agentName, agent }, [...path, name], context)];
    }),
  );
}

export function reportUnknownAgent(
  name: string,
  agents: ReadonlyMap<string, AgentFile>,
  path: KeyPath,
  context: ResolveContext,
): void {
  if (agents.has(name)) return;
  const known = [...agents.keys()];
  const suggestion = nearest(name, known);
  const hint = `agents are: ${known.join(", ")}`;
  context.report(path, "no agent has this name", suggestion === undefined ? { hint } : { suggestion });
}

const repairs: ReadonlySet<string> = new Set(["fix", "fix_ci"]);

function resolveJobType(
  name: string,
  type: JobTypeFile,
  from: {
    project: Pick<ProjectFile, "permissions" | "contract" | "baseline" | "liveness">;
    agentName: string;
    agent: AgentFile | undefined;
  },
  path: KeyPath,
  context: ResolveContext,
): JobTypeConfig {
  const { project, agentName, agent } = from;
  const defaults = typeDefaults(name);
  const writeMode = type.write_mode ?? defaults.writeMode;
  const publish = type.publish ?? (writeMode === "read_only" ? "none" : defaults.publish);
  if (writeMode === "read_only" && publish !== "none") {
    context.report([...path, "publish"], "a read_only job changes nothing, so there is nothing to publish", {
      hint: "write publish: none, or write_mode: workspace_write",
    });
  }
  const stall = type.stall_minutes ?? agent?.stall_minutes;
  return {
    agent: agentName,
    model: type.model ?? null,
    systemPrompt: type.system_prompt ?? null,
    mode: type.mode ?? jobDefaults.mode,
    planExpiresMs: orNull(type.plan_expires_hours, (amount) => milliseconds(amount, hourMs)),
    writeMode,
    verify: resolveVerify(type.verify, [...path, "verify"], context),
    publish,
    permissions: type.permissions ?? project.permissions ?? agent?.permissions ?? jobDefaults.permissions,
    contract: type.contract ?? project.contract,
    timeoutMs: orNull(type.timeout_minutes, (amount) => milliseconds(amount, minuteMs)) ?? jobDefaults.timeoutMs,
    stallMs: orNull(stall, (amount) => milliseconds(amount, minuteMs)) ?? jobDefaults.stallMs,
    liveness: resolveLiveness({ ...project.liveness, ...type.liveness }),
    retryLimit: type.retry_limit ?? jobDefaults.retryLimit,
    maxTurns: type.max_turns ?? agent?.max_turns ?? null,
    maxCostUsd: type.max_cost_usd ?? agent?.max_cost_usd ?? null,
    backupAgent: type.backup_agent ?? null,
    backupModel: type.backup_model ?? null,
    // What failed before is what such a job is to repair.
    baseline: (type.baseline ?? project.baseline) === "on" && (type.baseline !== undefined || !repairs.has(name)),
    maxTokens: type.max_tokens ?? null,
    maxMinutes: type.max_minutes ?? null,
    allowUnknownPrice: type.allow_unknown_price ?? agent?.allow_unknown_price ?? false,
    billing: type.billing ?? agent?.billing ?? "api",
    promptTemplate: type.prompt_template ?? null,
  };
}

function resolveLiveness({ policy, loop_rounds, stop_after_minutes }: LivenessFile): JobTypeConfig["liveness"] {
  return {
    policy: policy ?? jobDefaults.liveness.policy,
    loopRounds: loop_rounds ?? jobDefaults.liveness.loopRounds,
    stopMs: orNull(stop_after_minutes, (amount) => milliseconds(amount, minuteMs)),
  };
}

/** A step that is only a command line is named by it. Results are kept by name, so no two steps share one. */
function resolveVerify(steps: JobTypeFile["verify"], path: KeyPath, context: ResolveContext): JobTypeConfig["verify"] {
  const named = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (typeof step === "string") continue;
    if (named.has(step.name)) context.report([...path, index, "name"], "another step of this job type has this name");
    named.add(step.name);
  }
  return steps.map((step) => {
    if (typeof step !== "string") {
      const { timeout_minutes: amount } = step;
      const timeoutMs = amount === undefined ? jobDefaults.verifyTimeoutMs : milliseconds(amount, minuteMs);
      return { name: step.name, run: step.run, timeoutMs };
    }
    const name = freeName(step, named);
    named.add(name);
    return { name, run: step, timeoutMs: jobDefaults.verifyTimeoutMs };
  });
}

function freeName(line: string, taken: ReadonlySet<string>): string {
  const plain = line.replace(/\s+/g, " ").trim().slice(0, 90).toWellFormed() || "step";
  let name = plain;
  for (let number = 2; taken.has(name); number++) name = `${plain} (${number})`;
  return name;
}
