import { join } from "node:path";
import type { DayBudget } from "../../../shared/model/budget.ts";
import { machineTimeZone } from "../../../shared/budget/day.ts";
import type { GitIdentity, RuntimeConfig } from "../config.ts";
import { expandPath } from "../machine-path.ts";
import type { DayBudgetFile } from "../schema/fields.ts";
import type { SpoolFile } from "../schema/file.ts";
import { bytesOfGigabytes, dayMs, milliseconds, orNull, secondMs } from "../units.ts";
import type { ResolveContext } from "./context.ts";

export function resolveRuntime(file: SpoolFile["runtime"], context: ResolveContext): RuntimeConfig {
  const expand = (path: string): string => expandPath(path, context.home, context.directory);
  const dataDirectory = expand(file.data_dir);
  const { limits, retention } = file;
  return {
    dataDirectory,
    worktreeRoot: expand(file.worktree_root ?? join(dataDirectory, "worktrees")),
    artifactRoot: expand(file.artifact_root ?? join(dataDirectory, "artifacts")),
    maxConcurrentJobs: file.max_concurrent_jobs,
    sandbox: file.sandbox,
    diskQuotaBytes: orNull(file.disk_quota_gb, bytesOfGigabytes),
    retention: {
      runLogsMs: milliseconds(retention.run_logs_days, dayMs),
      runLogsBytes: orNull(retention.run_logs_gb, bytesOfGigabytes),
      artifactsMs: orNull(retention.artifacts_days, (days) => milliseconds(days, dayMs)),
    },
    limits: {
      openFiles: limits.open_files ?? null,
      processes: limits.processes ?? null,
      cpuTimeMs: orNull(limits.cpu_seconds, (seconds) => seconds * secondMs),
      addressSpaceBytes: orNull(limits.address_space_gb, bytesOfGigabytes),
    },
    budget: resolveDayBudget(file.budget),
    timeZone: file.time_zone ?? machineTimeZone,
    passEnvironment: [...new Set(file.pass_environment)],
    stopGraceMs: Math.round(file.stop_grace_seconds * secondMs),
    retryBaseMs: Math.round(file.retry_base_seconds * secondMs),
  };
}

export function resolveDayBudget(file: DayBudgetFile): DayBudget {
  return {
    usd: file.usd_per_day ?? null,
    tokens: file.tokens_per_day ?? null,
    minutes: file.minutes_per_day ?? null,
    turns: file.turns_per_day ?? null,
  };
}

/** The project's own identity, else the file's, else Spool's. */
export function resolveGit(file: SpoolFile["git"], fallback: GitIdentity): GitIdentity {
  return {
    authorName: file.author_name ?? fallback.authorName,
    authorEmail: file.author_email ?? fallback.authorEmail,
  };
}
