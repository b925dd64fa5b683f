import { monotonicFactory } from "ulid";
import type { SpoolError } from "../../shared/errors.ts";
import { noDayBudget } from "../../shared/budget/amounts.ts";
import type { DayBudget } from "../../shared/model/budget.ts";
import { idPrefixes } from "../../shared/model/common.ts";
import type { JobProfile } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import { type ConfiguredProject, syncProjects } from "../../runner/core/commands/projects.ts";
import type { Caller, Core, Limits } from "../../runner/core/core.ts";
import { openSqliteStore } from "../../runner/store/sqlite/store.ts";
import { temporaryDirectory } from "./directory.ts";

export const profile: JobProfile = {
  agent: "claude",
  model: "opus",
  systemPrompt: null,
  mode: "autonomous",
  writeMode: "workspace_write",
  verify: [],
  publish: "branch",
  permissions: "ask",
  contract: "ask",
  timeoutMs: 3_600_000,
  planExpiresMs: null,
  stallMs: 300_000,
  liveness: { policy: "ask", loopRounds: 6, stopMs: null },
  retryLimit: 2,
  maxTurns: null,
  maxCostUsd: null,
  backupAgent: null,
  backupModel: null,
  baseline: true,
  maxTokens: null,
  maxMinutes: null,
  allowUnknownPrice: false,
  billing: "api",
};

export function projectSettings(change: Partial<ConfiguredProject> = {}): ConfiguredProject {
  return {
    name: "demo",
    repo: "/srv/demo.git",
    baseBranch: "main",
    maxJobs: null,
    allowReadOnlyParallel: true,
    worktrees: { pool: 1, retainOnSuccessMs: 0, retainOnFailureMs: 0, pruneAfterMs: 0 },
    budget: noDayBudget,
    jobTypes: {
      implement: profile,
      continue: profile,
      review: { ...profile, writeMode: "read_only", publish: "none" },
    },
    ...change,
  };
}

export function operatorCaller(idempotencyKey?: string): Caller {
  return { id: "tok_ada", name: "ada", role: "operator", requester: { type: "token", id: "ada" }, idempotencyKey };
}

export interface World extends AsyncDisposable {
  core: Core;
  directory: string;
  /** Damaged rows that lists left out. */
  corrupt: SpoolError[];
  /** Moves the clock. */
  advance(ms: number): void;
  limits: {
    retryBaseMs: number;
    maxConcurrentJobs: number;
    agents: Map<string, { maxJobs: number | null; account: string }>;
    budget: DayBudget;
    timeZone: string;
  };
  demo: Project;
}

/** Ids that are greater than all before them, whatever the injected clock says. */
const ulid = monotonicFactory();

/** A core over a real SQLite store with one project, `demo`; time stands still until it is moved. */
export async function openWorld(options: { directory?: string; projects?: ConfiguredProject[] } = {}): Promise<World> {
  const own = options.directory === undefined ? await temporaryDirectory() : undefined;
  const directory = options.directory ?? own?.path ?? "";
  const corrupt: SpoolError[] = [];
  const store = await openSqliteStore(directory, { onCorrupt: (error) => corrupt.push(error) });
  let time = 1_700_000_000_000;
  const limits: World["limits"] & Limits = {
    retryBaseMs: 10_000,
    maxConcurrentJobs: 4,
    agents: new Map([
      ["claude", { maxJobs: null, account: "claude" }],
      ["codex", { maxJobs: 1, account: "codex" }],
    ]),
    budget: noDayBudget,
    timeZone: "UTC",
  };
  const core: Core = {
    store,
    clock: { now: () => time },
    ids: { make: (kind) => `${idPrefixes[kind]}_${ulid().toLowerCase()}` },
    random: () => 0.5,
    limits: () => limits,
  };
  await syncProjects(core, options.projects ?? [projectSettings()]);
  const demo = (await store.read.projects.list())[0];
  if (!demo) throw new Error("the world has no project");
  return {
    core,
    directory,
    corrupt,
    limits,
    demo,
    advance: (ms) => {
      time += ms;
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await own?.[Symbol.asyncDispose]();
    },
  };
}
