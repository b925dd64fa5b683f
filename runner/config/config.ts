import type { ModelPrice } from "../gates/budget/price.ts";
import type { Billing, DayBudget } from "../../shared/model/budget.ts";
import type { JobProfile } from "../../shared/model/job.ts";
import type { Secret } from "./secret.ts";

/**
 * The configuration as the runner uses it: paths absolute, durations in milliseconds, sizes in bytes, money in US
 * dollars, references resolved, defaults filled in, `null` for "not limited" and "not set". Deeply frozen; maps by name
 * have no prototype.
 */
export interface SpoolConfig {
  readonly runtime: RuntimeConfig;
  readonly server: ServerConfig;
  readonly git: GitIdentity;
  readonly agents: Readonly<Record<string, AgentConfig>>;
  /** By model; before the table that comes with Spool. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly projects: readonly ProjectConfig[];
}

export type SandboxMode = "auto" | "require" | "off";
export type PermissionPolicy = JobProfile["permissions"];

export interface RuntimeConfig {
  readonly dataDirectory: string;
  readonly worktreeRoot: string;
  readonly artifactRoot: string;
  readonly maxConcurrentJobs: number;
  readonly sandbox: SandboxMode;
  /** Bytes that worktrees may take together. */
  readonly diskQuotaBytes: number | null;
  /** Of what runs leave behind besides worktrees and checkpoints. */
  readonly retention: {
    /** Directories of runs, after their end; bytes that they may take together. */
    readonly runLogsMs: number;
    readonly runLogsBytes: number | null;
    /** Artifacts of threads, after they were archived. */
    readonly artifactsMs: number | null;
  };
  /** Limits of one run's processes. */
  readonly limits: {
    readonly openFiles: number | null;
    readonly processes: number | null;
    readonly cpuTimeMs: number | null;
    readonly addressSpaceBytes: number | null;
  };
  /** Of all projects together. */
  readonly budget: DayBudget;
  /** In which days begin and end. */
  readonly timeZone: string;
  /** Names of variables that agents, hooks and verify steps may inherit from the runner. */
  readonly passEnvironment: readonly string[];
  /** Between asking a process to end and killing it. */
  readonly stopGraceMs: number;
  /** First delay between the attempts of a job; the others follow from it. */
  readonly retryBaseMs: number;
}

export interface ServerConfig {
  /** `host` without brackets; port 0 lets the system choose. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Absolute paths of PEM files. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | null;
  /** Values of the Host header to accept besides the listening address, lower case. */
  readonly allowedHosts: readonly string[];
  /** Without a trailing slash. */
  readonly publicUrl: string | null;
  readonly allowRemote: boolean;
}

export interface GitIdentity {
  readonly authorName: string;
  readonly authorEmail: string;
}

export interface AgentConfig {
  readonly name: string;
  readonly adapter: "claude" | "codex" | "acp" | "command";
  /** Program and leading arguments; null for the adapter's default. A program given as a path is absolute. */
  readonly command: readonly string[] | null;
  readonly preset: "opencode" | "gemini" | null;
  readonly protocol: "app-server" | "exec" | null;
  readonly model: string | null;
  readonly environment: Readonly<Record<string, string | Secret>>;
  /** The vendor account that its limits are of; agents with the same one wait together. */
  readonly account: string;
  readonly sandbox: SandboxMode;
  /** Runs of this agent at a time. */
  readonly maxJobs: number | null;
  /** What job types take over from their agent when they say nothing themselves. */
  readonly permissions: PermissionPolicy | null;
  readonly maxTurns: number | null;
  readonly maxCostUsd: number | null;
  readonly billing: Billing;
  readonly allowUnknownPrice: boolean | null;
  readonly stallMs: number | null;
}

/** A `shell` line is for `sh -c`; the runner never splits one into words itself. */
export type Command =
  | { readonly kind: "shell"; readonly line: string }
  | { readonly kind: "program"; readonly argv: readonly string[] };

export interface ProjectConfig {
  readonly name: string;
  /** A git URL without a password, or an absolute path. */
  readonly repo: string;
  /** The repository's directory, when it is on this machine. */
  readonly repoDirectory: string | null;
  readonly baseBranch: string;
  /** Paths inside the repository, and the absolute directory to copy them from. */
  readonly copy: readonly string[];
  readonly copyFrom: string | null;
  readonly hooks: {
    /** `setup` and then `hooks.after_create` of the file. */
    readonly afterCreate: readonly Command[];
    readonly beforeRun: readonly Command[];
    readonly afterRun: readonly Command[];
    readonly beforeRemove: readonly Command[];
    /** For each command. */
    readonly timeoutMs: number;
  };
  readonly preflight: PreflightConfig;
  readonly worktrees: {
    readonly pool: number;
    readonly retainOnSuccessMs: number;
    readonly retainOnFailureMs: number;
    readonly pruneAfterMs: number;
  };
  readonly maxJobs: number | null;
  readonly allowReadOnlyParallel: boolean;
  readonly credentials: { readonly username: string; readonly password: Secret } | null;
  readonly budget: DayBudget;
  readonly defaultAgent: string;
  /** For job types that do not say. */
  readonly baseline: boolean;
  /** What job types take over when they say nothing themselves. */
  readonly permissions: PermissionPolicy | null;
  readonly contract: JobProfile["contract"];
  readonly jobTypes: Readonly<Record<string, JobTypeConfig>>;
  readonly git: GitIdentity;
}

/** What may be published. Lists of patterns come on top of what is built in. */
export interface PreflightConfig {
  readonly maxFileBytes: number;
  /** Paths that rules about names, sizes and protected places leave alone. */
  readonly allowPaths: readonly string[];
  readonly forbiddenNames: readonly string[];
  readonly protectedPaths: readonly string[];
  /** Fingerprints of secrets that are none. */
  readonly allowSecrets: readonly string[];
  /** For all of it but the project's own checks. */
  readonly timeoutMs: number;
  readonly checks: readonly { readonly name: string; readonly run: string; readonly timeoutMs: number }[];
}

/** A job profile as the store takes it, and what only the making of the brief needs. */
export type JobTypeConfig = Readonly<JobProfile> & {
  /** Path of a template inside the repository. */
  readonly promptTemplate: string | null;
};
