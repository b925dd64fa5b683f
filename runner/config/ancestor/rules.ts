import type { KeyPath } from "../key-path.ts";
import type { ConfigNotice } from "../problem.ts";
import { laterPublishPolicies } from "../schema/job-type.ts";

/** What becomes of one key. `to` is where its value goes; absent, it goes nowhere. */
export interface Outcome {
  notice?: { kind: ConfigNotice["kind"]; message: string };
  to?: { path: (string | number)[]; value: unknown };
}

/** `path` is that of the key itself, `siblings` the map it stands in. */
type Rule = (value: unknown, path: KeyPath, siblings: Readonly<Record<string, unknown>>) => Outcome;

/**
 * Keys of the ancestor that Spool does not simply have too, by path with `[]` for any index and `<name>` for any job
 * type. A key that is missing here and known to Spool means the same in both.
 */
export const rules: Readonly<Record<string, Rule>> = {
  "runtime.data_dir": homeExpands,
  "runtime.worktree_root": homeExpands,
  "runtime.artifact_root": (value, path) => takesEffect(value, path, "artifacts are now kept there"),
  "runtime.max_concurrent_jobs": concurrency,
  "runtime.canonical_repo_root": () => ignored("mirrors of the repositories are kept in runtime.data_dir"),
  canonical_repo_root: () => ignored("mirrors of the repositories are kept in runtime.data_dir"),
  artifact_root: (value) => mapped("runtime.artifact_root", ["runtime", "artifact_root"], value),
  linear: () => later("Spool has no Linear connection yet; the token is not read"),
  "webhook.port": (value) =>
    mapped(
      "server.listen, on this machine only; webhooks themselves are not available yet",
      ["server", "listen"],
      `127.0.0.1:${String(value)}`,
    ),
  tick: () => ignored("jobs start when there is room for them, not by a clock"),
  "storage.data_dir": (value) => mapped("runtime.data_dir", ["runtime", "data_dir"], value),
  "storage.workspace_root": (value) => mapped("runtime.worktree_root", ["runtime", "worktree_root"], value),
  "agent.default": (value) => mapped("default_agent of every project", ["agent", "default"], value),
  "agent.max_concurrent": (value) =>
    value === 0
      ? ignored("0 stands for the default")
      : mapped("runtime.max_concurrent_jobs", ["runtime", "max_concurrent_jobs"], value),
  "projects[].name": projectName,
  "projects[].linear_project": () => later("Spool has no Linear connection yet"),
  "projects[].branch": (value, path) => mapped("base_branch", [...path.slice(0, -1), "base_branch"], value),
  "projects[].worktrees.prune_after_days": (value, path) => takesEffect(value, path, "worktrees older than this go"),
  "projects[].concurrency.allow_read_only_parallel": (value, path) =>
    takesEffect(value, path, "it decides whether read-only jobs run beside a writing one"),
  "projects[].job_types.<name>.system_prompt": (value, path) =>
    takesEffect(value, path, "the agent gets this file as its system prompt"),
  "projects[].job_types.<name>.write_mode": (value, path) => takesEffect(value, path, "read_only jobs cannot write"),
  "projects[].job_types.<name>.retry_limit": (value, path) => takesEffect(value, path, "failed runs are repeated"),
  "projects[].job_types.<name>.publish": publish,
  "projects[].job_types.<name>.timeout_ms": (value, path) =>
    mapped(
      "timeout_minutes",
      [...path.slice(0, -1), "timeout_minutes"],
      typeof value === "number" ? value / 60_000 : value,
    ),
  "projects[].job_types.<name>.artifact_expectations": () => later("what a run must leave behind is not checked"),
};

function ignored(message: string): Outcome {
  return { notice: { kind: "ignored", message } };
}

function later(message: string): Outcome {
  return { notice: { kind: "not_available", message } };
}

function mapped(words: string, path: (string | number)[], value: unknown): Outcome {
  return { notice: { kind: "mapped", message: `becomes ${words}` }, to: { path, value } };
}

function takesEffect(value: unknown, path: KeyPath, message: string): Outcome {
  return { notice: { kind: "new", message: `now takes effect: ${message}` }, to: { path: [...path], value } };
}

function homeExpands(value: unknown, path: KeyPath): Outcome {
  const to = { path: [...path], value };
  if (typeof value !== "string" || !/^~(\/|$)/.test(value)) return { to };
  return { notice: { kind: "new", message: "~ is now your home directory, not a directory of that name" }, to };
}

function concurrency(value: unknown, path: KeyPath): Outcome {
  return value === 0 ? ignored("0 stands for the default") : { to: { path: [...path], value } };
}

function publish(value: unknown, path: KeyPath, siblings: Readonly<Record<string, unknown>>): Outcome {
  if (siblings["write_mode"] === "read_only" && value !== "none") {
    return ignored("a read_only job changes nothing, so it publishes nothing");
  }
  if (typeof value !== "string" || !laterPublishPolicies.includes(value)) {
    return takesEffect(value, path, "the policy is carried out");
  }
  return {
    notice: { kind: "not_available", message: `${value} is not available yet; the job ends with a patch` },
    to: { path: [...path], value: "patch" },
  };
}

/** Names were free text; here they are directories. */
function projectName(value: unknown, path: KeyPath): Outcome {
  if (typeof value !== "string") return { to: { path: [...path], value } };
  const safe = value
    .trim()
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 64);
  const to = { path: [...path], value: safe };
  return safe === value ? { to } : { notice: { kind: "mapped", message: `the project is called "${safe}"` }, to };
}
