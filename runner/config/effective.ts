import type { DayBudget } from "../../shared/model/budget.ts";
import type { AgentConfig, Command, JobTypeConfig, ProjectConfig, SpoolConfig } from "./config.ts";
import { Secret } from "./secret.ts";
import { dayMs, gigabyte, hourMs, megabyte, minuteMs, secondMs } from "./units.ts";

export type Json = string | number | boolean | Json[] | { [key: string]: Json };

/**
 * The configuration in the words of the file, with every default filled in and secrets as their references: written as
 * YAML and loaded again, it gives the same configuration. What is not limited or not set is left out.
 */
export function effectiveConfig(config: SpoolConfig): { [key: string]: Json } {
  const { runtime, server } = config;
  return plain({
    runtime: {
      data_dir: runtime.dataDirectory,
      worktree_root: runtime.worktreeRoot,
      artifact_root: runtime.artifactRoot,
      max_concurrent_jobs: runtime.maxConcurrentJobs,
      sandbox: runtime.sandbox,
      disk_quota_gb: unit(runtime.diskQuotaBytes, gigabyte),
      retention: {
        run_logs_days: runtime.retention.runLogsMs / dayMs,
        run_logs_gb: unit(runtime.retention.runLogsBytes, gigabyte),
        artifacts_days: unit(runtime.retention.artifactsMs, dayMs),
      },
      limits: {
        open_files: runtime.limits.openFiles,
        processes: runtime.limits.processes,
        cpu_seconds: unit(runtime.limits.cpuTimeMs, secondMs),
        address_space_gb: unit(runtime.limits.addressSpaceBytes, gigabyte),
      },
      budget: dayBudgetFile(runtime.budget),
      time_zone: runtime.timeZone,
      pass_environment: runtime.passEnvironment,
      stop_grace_seconds: runtime.stopGraceMs / secondMs,
      retry_base_seconds: runtime.retryBaseMs / secondMs,
    },
    server: {
      listen: `${server.listen.host.includes(":") ? `[${server.listen.host}]` : server.listen.host}:${server.listen.port}`,
      tls: server.tls && { cert: server.tls.certificateFile, key: server.tls.keyFile },
      allowed_hosts: server.allowedHosts,
      public_url: server.publicUrl,
      allow_remote: server.allowRemote,
    },
    git: { author_name: config.git.authorName, author_email: config.git.authorEmail },
    agents: mapValues(config.agents, agentFile),
    prices: mapValues(config.prices, ({ input, cachedInput, output }) => ({
      input,
      cached_input: cachedInput,
      output,
    })),
    projects: config.projects.map(projectFile),
  });
}

function agentFile(agent: AgentConfig): object {
  return {
    adapter: agent.adapter,
    command: agent.command,
    preset: agent.preset,
    protocol: agent.protocol,
    model: agent.model,
    account: agent.account,
    env: mapValues(agent.environment, environmentText),
    permissions: agent.permissions,
    sandbox: agent.sandbox,
    max_jobs: agent.maxJobs,
    max_turns: agent.maxTurns,
    max_cost_usd: agent.maxCostUsd,
    billing: agent.billing,
    allow_unknown_price: agent.allowUnknownPrice,
    stall_minutes: unit(agent.stallMs, minuteMs),
  };
}

function environmentText(value: string | Secret): string {
  if (value instanceof Secret) return value.reference;
  return value.startsWith("$") ? `$${value}` : value;
}

function projectFile(project: ProjectConfig): object {
  const { hooks, preflight, worktrees } = project;
  return {
    name: project.name,
    repo: project.repo,
    base_branch: project.baseBranch,
    copy: project.copy,
    copy_from: project.copyFrom,
    hooks: {
      after_create: hooks.afterCreate.map(commandFile),
      before_run: hooks.beforeRun.map(commandFile),
      after_run: hooks.afterRun.map(commandFile),
      before_remove: hooks.beforeRemove.map(commandFile),
      timeout_minutes: hooks.timeoutMs / minuteMs,
    },
    preflight: {
      max_file_mb: preflight.maxFileBytes / megabyte,
      allow_paths: preflight.allowPaths,
      forbidden_names: preflight.forbiddenNames,
      protected_paths: preflight.protectedPaths,
      allow_secrets: preflight.allowSecrets,
      timeout_minutes: preflight.timeoutMs / minuteMs,
      checks: preflight.checks.map(({ name, run, timeoutMs }) => ({
        name,
        run,
        timeout_minutes: timeoutMs / minuteMs,
      })),
    },
    worktrees: {
      pool: worktrees.pool,
      retain_on_success_minutes: worktrees.retainOnSuccessMs / minuteMs,
      retain_on_failure_hours: worktrees.retainOnFailureMs / hourMs,
      prune_after_days: worktrees.pruneAfterMs / dayMs,
    },
    concurrency: { max_jobs: project.maxJobs, allow_read_only_parallel: project.allowReadOnlyParallel },
    credentials: project.credentials && {
      username: project.credentials.username,
      password: project.credentials.password.reference,
    },
    budget: dayBudgetFile(project.budget),
    default_agent: project.defaultAgent,
    baseline: onOff(project.baseline),
    permissions: project.permissions,
    contract: project.contract,
    job_types: mapValues(project.jobTypes, jobTypeFile),
    git: { author_name: project.git.authorName, author_email: project.git.authorEmail },
  };
}

function dayBudgetFile({ usd, tokens, minutes, turns }: DayBudget): object {
  return { usd_per_day: usd, tokens_per_day: tokens, minutes_per_day: minutes, turns_per_day: turns };
}

function jobTypeFile(type: JobTypeConfig): object {
  return {
    agent: type.agent,
    model: type.model,
    system_prompt: type.systemPrompt,
    prompt_template: type.promptTemplate,
    mode: type.mode,
    plan_expires_hours: unit(type.planExpiresMs, hourMs),
    write_mode: type.writeMode,
    verify: type.verify.map((step) => ({ name: step.name, run: step.run, timeout_minutes: step.timeoutMs / minuteMs })),
    publish: type.publish,
    permissions: type.permissions,
    contract: type.contract,
    timeout_minutes: type.timeoutMs / minuteMs,
    stall_minutes: type.stallMs / minuteMs,
    liveness: {
      policy: type.liveness.policy,
      loop_rounds: type.liveness.loopRounds,
      stop_after_minutes: unit(type.liveness.stopMs, minuteMs),
    },
    retry_limit: type.retryLimit,
    max_turns: type.maxTurns,
    max_cost_usd: type.maxCostUsd,
    backup_agent: type.backupAgent,
    backup_model: type.backupModel,
    baseline: onOff(type.baseline),
    max_tokens: type.maxTokens,
    max_minutes: type.maxMinutes,
    allow_unknown_price: type.allowUnknownPrice,
    billing: type.billing,
  };
}

function onOff(value: boolean): string {
  return value ? "on" : "off";
}

function commandFile(command: Command): string | readonly string[] {
  return command.kind === "shell" ? command.line : command.argv;
}

function unit(value: number | null, size: number): number | null {
  return value === null ? null : value / size;
}

function mapValues<In>(record: Readonly<Record<string, In>>, convert: (value: In) => unknown): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, convert(value)]));
}

/** A copy that shares nothing with the frozen configuration, without what is null. */
function plain(value: object): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => inner ?? undefined)) as { [key: string]: Json };
}
