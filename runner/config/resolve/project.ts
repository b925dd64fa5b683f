import type { Command, GitIdentity, ProjectConfig } from "../config.ts";
import type { KeyPath } from "../key-path.ts";
import { expandPath } from "../machine-path.ts";
import type { ProjectFile } from "../schema/project.ts";
import { dayMs, hourMs, milliseconds, minuteMs } from "../units.ts";
import type { AgentFile } from "./agents.ts";
import type { ResolveContext } from "./context.ts";
import { resolveCredentials } from "./credentials.ts";
import { reportUnknownAgent, resolveJobTypes } from "./job-types.ts";
import { resolvePreflight } from "./preflight.ts";
import { resolveRepository } from "./repository.ts";
import { resolveDayBudget, resolveGit } from "./runtime.ts";

export function resolveProject(
  file: ProjectFile,
  index: number,
  agents: ReadonlyMap<string, AgentFile>,
  git: GitIdentity,
  context: ResolveContext,
): ProjectConfig {
  const path: KeyPath = ["projects", index];
  if (/\.(git|lock)$|\.$/i.test(file.name)) {
    context.report([...path, "name"], "a name that ends in .git, .lock or a dot is no safe directory name");
  }
  const repository = resolveRepository(file.repo, [...path, "repo"], context);
  if (file.default_agent !== undefined) {
    reportUnknownAgent(file.default_agent, agents, [...path, "default_agent"], context);
  }
  const defaultAgent = file.default_agent ?? agents.keys().next().value ?? "";
  const { hooks, worktrees, concurrency } = file;
  return {
    name: file.name,
    repo: repository.repo,
    repoDirectory: repository.directory,
    baseBranch: file.base_branch,
    copy: [...new Set(file.copy)],
    copyFrom: resolveCopyFrom(file, repository.directory, path, context),
    hooks: {
      afterCreate: [...resolveCommands(file.setup), ...resolveCommands(hooks.after_create)],
      beforeRun: resolveCommands(hooks.before_run),
      afterRun: resolveCommands(hooks.after_run),
      beforeRemove: resolveCommands(hooks.before_remove),
      timeoutMs: milliseconds(hooks.timeout_minutes, minuteMs),
    },
    preflight: resolvePreflight(file.preflight, [...path, "preflight"], context),
    worktrees: {
      pool: worktrees.pool,
      retainOnSuccessMs: milliseconds(worktrees.retain_on_success_minutes, minuteMs),
      retainOnFailureMs: milliseconds(worktrees.retain_on_failure_hours, hourMs),
      pruneAfterMs: milliseconds(worktrees.prune_after_days, dayMs),
    },
    maxJobs: concurrency.max_jobs ?? null,
    allowReadOnlyParallel: concurrency.allow_read_only_parallel,
    credentials: file.credentials
      ? resolveCredentials(file.credentials, repository, [...path, "credentials"], context)
      : null,
    budget: resolveDayBudget(file.budget),
    defaultAgent,
    baseline: file.baseline === "on",
    permissions: file.permissions ?? null,
    contract: file.contract,
    jobTypes: resolveJobTypes(file, defaultAgent, agents, [...path, "job_types"], context),
    git: resolveGit(file.git, git),
  };
}

function resolveCopyFrom(
  file: ProjectFile,
  repository: string | null,
  path: KeyPath,
  context: ResolveContext,
): string | null {
  if (file.copy_from !== undefined) return expandPath(file.copy_from, context.home, context.directory);
  if (file.copy.length > 0 && repository === null) {
    context.report([...path, "copy"], "there is nowhere to copy from: the repository is not a directory here", {
      hint: "set copy_from to the directory that holds these files",
    });
  }
  return repository;
}

function resolveCommands(commands: ProjectFile["setup"]): readonly Command[] {
  const list = typeof commands === "string" ? [commands] : commands;
  return list.map((command) =>
    typeof command === "string" ? { kind: "shell", line: command } : { kind: "program", argv: command },
  );
}
