import type { ChangedFile } from "../../shared/api/views.ts";
import type { AgentAdapter, AgentSettings } from "../agents/port.ts";

/** What the engine needs of processes. Implemented by `process/`. */
export interface Processes {
  /** Starts, or attaches to what was started in that directory before: never twice. */
  launch(spec: ProcessRequest): Promise<Supervised>;
  /** Undefined when nothing was started there. */
  attach(directory: string): Promise<Supervised | undefined>;
  /** The level that `sandbox: mode` gives on this machine; error `not_available` for `require` without bubblewrap. */
  sandboxLevel(mode: SandboxMode): Promise<SandboxLevel>;
}

export type SandboxMode = "auto" | "require" | "off";
export type SandboxLevel = "bubblewrap" | "namespace" | "none";

export interface ProcessRequest {
  /** State of this one process; its name is the process's. */
  directory: string;
  mark: string;
  argv: string[];
  cwd: string;
  /** Whole: nothing is inherited. */
  environment: Record<string, string>;
  stdin: { kind: "none" } | { kind: "content"; content: string } | { kind: "stream" };
  sandbox: { mode: SandboxMode; writable: string[]; readOnly: string[] };
}

export type ProcessEnd = { kind: "exited"; code: number | null; signal: string | null } | { kind: "vanished" };

export interface Supervised {
  /** Resolves when the command itself has ended; its descendants may not have. */
  wait(): Promise<ProcessEnd>;
  /** Bytes from `offset` on, live, until the command has ended and everything was read. */
  tail(
    stream: "stdout" | "stderr",
    offset: number,
    signal: AbortSignal,
  ): AsyncIterable<{ offset: number; bytes: Uint8Array }>;
  /** The last `limit` bytes as text. */
  lastOutput(stream: "stdout" | "stderr", limit: number): Promise<string>;
  /** Writes a line to stdin, once per key, ever. */
  send(key: string, line: string): Promise<void>;
  closeInput(): Promise<void>;
  /** Ends the whole process set and proves it; also after a normal exit, for what was left behind. */
  stop(options: { graceMs: number }): Promise<EndProof>;
  outputFiles(): { stdout: string; stderr: string };
  /** Lets go; ends nothing. */
  close(): void;
}

export interface EndProof {
  found: number;
  survivors: number[];
  method: string;
  durationMs: number;
}

/** Where a project comes from and how its worktrees are made. */
export interface ProjectSource {
  projectId: string;
  name: string;
  repo: string;
  /** Directory that `copy` is relative to. */
  copyFrom: string | null;
  copy: readonly string[];
  credentials: { username: string; reveal(): string } | null;
}

export interface CheckpointResult {
  commit: string;
  tree: string;
  head: string;
  /** False when tree and HEAD are those of `previous`. */
  changed: boolean;
  files: number;
  additions: number;
  deletions: number;
  warnings: string[];
}

/** What the engine needs of git. Implemented by `workspace/`. Errors: `git_failed`, `not_found`, `unavailable`. */
export interface Workspaces {
  /** Brings the mirror up to date, making it first when there is none. Warnings: a remote that is away. */
  refresh(source: ProjectSource): Promise<string[]>;
  resolveBase(source: ProjectSource, branch: string): Promise<string>;
  /** The branch's commit in the mirror. */
  branchHead(source: ProjectSource, branch: string): Promise<string | undefined>;
  /** A worktree at `commit`, detached or on `branch` (made or moved there). Repeatable after a kill. */
  create(source: ProjectSource, worktree: { path: string; commit: string; branch: string | null }): Promise<string[]>;
  /** A worktree whose files are the checkpoint's and whose branch stands at the checkpoint's parent. */
  materialise(
    source: ProjectSource,
    worktree: { path: string; checkpoint: string; branch: string | null },
  ): Promise<string[]>;
  /** Puts a ready spare on the branch at `commit`. */
  claimSpare(source: ProjectSource, worktree: { path: string; commit: string; branch: string | null }): Promise<void>;
  /** Copies the declared ignored files into a worktree. */
  copyDeclared(source: ProjectSource, path: string): Promise<string[]>;
  /** Frees the branch; the files stay as they are. */
  detach(path: string): Promise<void>;
  /** Moves the directory to the trash and forgets it; the files are deleted later. */
  remove(source: ProjectSource, path: string): Promise<void>;
  emptyTrash(): Promise<void>;
  /** Directories under the worktree root that nobody knows. */
  orphans(knownPaths: readonly string[]): Promise<string[]>;
  checkpoint(
    source: ProjectSource,
    request: {
      path: string;
      ref: string;
      message: string;
      base: string;
      previous: { tree: string; head: string } | null;
    },
  ): Promise<CheckpointResult>;
  /** Commits the tree of a checkpoint onto its parent and moves the branch there; the parent itself when nothing changed. */
  commitCheckpoint(
    source: ProjectSource,
    request: {
      checkpoint: string;
      branch: string;
      message: string;
      author: { name: string; email: string };
      at: number;
    },
  ): Promise<{ commit: string; made: boolean }>;
  changes(
    source: ProjectSource,
    from: string,
    to: string,
  ): Promise<{ files: ChangedFile[]; additions: number; deletions: number }>;
  patch(
    source: ProjectSource,
    request: { from: string; to: string; path?: string | undefined; limitBytes: number },
  ): Promise<{ text: string; truncated: boolean }>;
  blob(
    source: ProjectSource,
    request: { commit: string; path: string; limitBytes: number },
  ): Promise<{ bytes: Uint8Array; size: number; truncated: boolean } | undefined>;
  /** Writes patch files, mbox and bundle of `from..to` into `directory`. */
  exportPatches(
    source: ProjectSource,
    request: { from: string; to: string; branch: string; directory: string },
  ): Promise<{ commits: number; files: { path: string; kind: "patch" | "mbox" | "bundle" }[] }>;
  push(source: ProjectSource, branch: string, commit: string): Promise<{ already: boolean }>;
}

/** Agents as configured now, by the name a job carries. */
export interface Agents {
  find(name: string): ConfiguredAgent | undefined;
}

export interface ConfiguredAgent {
  adapter: AgentAdapter;
  settings: AgentSettings;
  sandbox: SandboxMode;
}

/** Configuration of a project that is not the store's: what runs, where, with which secrets. */
export interface ProjectSettings {
  source: ProjectSource;
  author: { name: string; email: string };
  setup: readonly StepCommand[];
  hooks: {
    beforeRun: readonly StepCommand[];
    afterRun: readonly StepCommand[];
    beforeRemove: readonly StepCommand[];
  };
}

export interface StepCommand {
  argv: readonly string[];
  /** As a person wrote it. */
  text: string;
  timeoutMs: number;
}

export interface EngineSettings {
  /** Id of this runner, kept in its data directory: a restarted runner takes over its own runs at once. */
  owner: string;
  project(projectId: string): ProjectSettings | undefined;
  /** The allow-listed environment for hooks, verify steps and agents; `extra` names more of the runner's own. */
  environment(extra: readonly string[]): Record<string, string>;
  stopGraceMs: number;
  paths: {
    /** `<root>/<project>/<worktree id>`. */
    worktrees: string;
    /** `<root>/<run id>`. */
    runs: string;
    /** `<root>/<thread id>/<run id>`. */
    artifacts: string;
  };
}
