import type { DeviatingFile } from "../../shared/model/contract.ts";
import type { ChangedFile, CommitEntry, TreeView } from "../../shared/api/views.ts";
import type { PreflightReport } from "../../shared/model/preflight.ts";
import type { Tokens } from "../../shared/model/run.ts";
import type { AgentAdapter, AgentHome, AgentSettings } from "../agents/port.ts";
import type { ProcessLook } from "../gates/liveness/processes.ts";
import type { PreflightRules } from "../gates/preflight/request.ts";

/** What the engine needs of processes. Implemented by `process/`. */
export interface Processes {
  /** Starts, or attaches to what was started in that directory before: never twice. */
  launch(spec: ProcessRequest): Promise<Supervised>;
  /** What was started there before; undefined, for good, when nothing was: nothing will start there any more. */
  abandon(directory: string): Promise<Supervised | undefined>;
  /** Ends what was ever started in a directory, and rules out that anything still does. */
  end(directory: string, options: { graceMs: number }): Promise<void>;
  /** The level that agents get on this machine; error `unavailable` for `require` without file protection. */
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
  sandbox: SandboxRequest;
}

export interface SandboxRequest {
  mode: SandboxMode;
  /** `files`: as much as there is. `processes`: only what makes ending complete; the project's own commands get that. */
  confine: "files" | "processes";
  writable: string[];
  readOnly: string[];
  /** What of the command's home it may see. */
  homes?: readonly AgentHome[];
}

export type ProcessEnd = { kind: "exited"; code: number | null; signal: string | null } | { kind: "vanished" };

export interface Supervised {
  /** Resolves when the command itself has ended; its descendants may not have. */
  wait(): Promise<ProcessEnd>;
  /** When the command ended, epoch milliseconds, also while there was no runner; undefined while it runs, or if nobody knows. */
  endedAt(): number | undefined;
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
  /** Whether that line went to stdin, in this or an earlier life of the runner; also after the end. */
  wasSent(key: string): Promise<boolean>;
  closeInput(): Promise<void>;
  /** Ends the whole process set and proves it; also after a normal exit, for what was left behind. */
  stop(options: { graceMs: number }): Promise<EndProof>;
  outputFiles(): { stdout: string; stderr: string };
  /** The living processes of the set, without the supervisor. */
  look(): Promise<ProcessLook[]>;
  /** Lets go; ends nothing. */
  close(): void;
}

/** What it took to end a process set. `found`: members besides the supervisor that were still alive. */
export interface EndProof {
  found: number;
  /** Pids that could not be ended; empty unless the kernel refuses. */
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
  ref: string;
  number: number;
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
  /**
   * Brings the mirror up to date, making it first when there is none. Warnings: a remote that is away. Rejects with the
   * signal's reason when it fires, and ends the fetch unless others wait for it, too.
   */
  refresh(source: ProjectSource, signal: AbortSignal): Promise<string[]>;

  resolveBase(source: ProjectSource, branch: string): Promise<string>;
  /** The tree of a commit that the mirror has. */
  treeOf(source: ProjectSource, commit: string): Promise<string>;
  /** A worktree at `commit`, detached or on `branch` (made or moved there). Repeatable after a kill. */
  create(source: ProjectSource, worktree: { path: string; commit: string; branch: string | null }): Promise<string[]>;
  /** A worktree whose files are the checkpoint's and whose branch stands at the checkpoint's parent. */
  materialise(
    source: ProjectSource,
    worktree: { path: string; checkpoint: string; branch: string | null },
  ): Promise<string[]>;
  /** Puts a ready spare on the branch at `commit`. False when it is not fit for use: make one from nothing. */
  claimSpare(source: ProjectSource, worktree: { path: string; commit: string; branch: string }): Promise<boolean>;
  /** Copies the declared ignored files into a worktree. */
  copyDeclared(source: ProjectSource, path: string): Promise<string[]>;
  /** Frees the branch; the files stay as they are. Where no worktree is, nothing holds it. */
  detach(source: ProjectSource, path: string): Promise<void>;
  /** Moves the directory to the trash and forgets it; the files are deleted later. */
  remove(source: ProjectSource, path: string): Promise<void>;
  /** Bytes on disk. */
  sizeOf(path: string): Promise<number>;
  /** Deletes what an earlier life left in the trash. */
  emptyTrash(source: ProjectSource): Promise<void>;
  /** Directories among the project's worktrees that nobody knows. */
  orphans(source: ProjectSource, knownPaths: readonly string[]): Promise<string[]>;
  /** What a confined agent in the worktree at `path` may write of git's own files, and what it may not. */
  gitDirectories(source: ProjectSource, path: string): Promise<{ writable: string[]; readOnly: string[] }>;
  /** By which it is told whether anything of a worktree was changed since, see `written` in `gates/plan`. */
  print(source: ProjectSource, path: string): Promise<{ git: Record<string, string>; files: Record<string, string> }>;
  checkpoint(
    source: ProjectSource,
    request: {
      path: string;
      refPrefix: string;
      /** So many of the run are on record; there may be more refs. */
      known: number;
      message: string;
      base: string;
      previous: { tree: string; head: string } | null;
    },
  ): Promise<CheckpointResult>;
  /** Parks the worktree's state as it is now under the run's one moving ref; the same state gives the same commit. */
  parkLiveState(
    source: ProjectSource,
    request: { path: string; runId: string; base: string; signal: AbortSignal },
  ): Promise<{ commit: string; files: number; additions: number; deletions: number }>;
  dropLiveState(source: ProjectSource, runId: string): Promise<void>;
  /** The run whose live state the commit is or once was. */
  runOfLiveState(source: ProjectSource, commit: string): Promise<string | undefined>;
  /** A commit of the checkpoint's tree onto its parent, on no branch yet; the parent itself when nothing changed. */
  commitCheckpoint(
    source: ProjectSource,
    request: { checkpoint: string; message: string; author: { name: string; email: string }; at: number },
  ): Promise<{ commit: string; made: boolean }>;
  /** Every object that `head` has and `base` has not, against the rules. Rejects with PreflightUnable when it cannot. */
  preflight(
    source: ProjectSource,
    request: { head: string; base: string; rules: PreflightRules },
    signal: AbortSignal,
  ): Promise<PreflightReport>;
  moveBranch(source: ProjectSource, request: { branch: string; commit: string }): Promise<void>;
  /** Every file that differs, by its name: a rename is one that went and one that came. */
  touched(source: ProjectSource, from: string, to: string): Promise<DeviatingFile[]>;
  changes(
    source: ProjectSource,
    from: string,
    to: string,
  ): Promise<{ files: ChangedFile[]; additions: number; deletions: number }>;
  /** What `to` has and `from` has not, newest first. */
  commits(
    source: ProjectSource,
    request: { from: string; to: string; limit: number },
  ): Promise<{ commits: CommitEntry[]; truncated: boolean }>;
  isCommitBetween(source: ProjectSource, range: { from: string; to: string }, commit: string): Promise<boolean>;
  patch(
    source: ProjectSource,
    request: { from: string; to: string; path?: string | undefined; limitBytes: number },
  ): Promise<{ text: string; truncated: boolean }>;
  blob(
    source: ProjectSource,
    request: { commit: string; path: string; limitBytes: number },
  ): Promise<{ bytes: Uint8Array; size: number; truncated: boolean } | undefined>;
  /** Entries of a directory, at most `limit`; undefined when there is no such directory at that commit. */
  tree(source: ProjectSource, request: { commit: string; path: string; limit: number }): Promise<TreeView | undefined>;
  /** Writes patch files, mbox and bundle of what `commit` holds beyond `base` into `directory`, replacing it. */
  exportPatches(
    source: ProjectSource,
    request: { base: string; commit: string; branch: string; directory: string },
  ): Promise<{ commits: number; files: { path: string; kind: "patch" | "mbox" | "bundle" }[] }>;
  /** Pushes that commit, not what the branch has become: `local` says where the mirror's own branch stands to it. */
  push(
    source: ProjectSource,
    request: { branch: string; commit: string },
  ): Promise<{ already: boolean; local: "same" | "ahead" | "elsewhere" }>;
  /** The runner stops: what waits for a remote fails now, and what would. A push that went through is found made later. */
  interrupt(): void;
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
  /** Path in the repository, by job type. */
  promptTemplates: Readonly<Record<string, string>>;
  preflight: Omit<PreflightRules, "author" | "contract" | "planned"> & {
    /** The project's own commands, over the tree that would be published. */
    checks: readonly (StepCommand & { name: string })[];
  };
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

/** US dollars of so many tokens of a model; undefined when nobody knows. */
export type PriceOf = (model: string | null, tokens: Tokens) => number | undefined;

export interface EngineSettings {
  /** Id of this runner, kept in its data directory: a restarted runner takes over its own runs at once. */
  owner: string;
  project(projectId: string): ProjectSettings | undefined;
  /** The allow-listed environment for hooks, verify steps and agents; `extra` names more of the runner's own. */
  environment(extra: readonly string[]): Record<string, string>;
  /** The value with the configuration's secrets taken out of its texts. */
  redact<Value>(value: Value): Value;
  /** What tokens cost: a table of megabytes, which a runner without work does not hold. */
  loadPrices(): Promise<PriceOf>;
  stopGraceMs: number;
  sandbox: SandboxMode;
  /** Bytes that retained worktrees of all projects may take together; null for no limit. */
  diskQuotaBytes: number | null;
  /** How long directories of ended runs, and artifacts of archived threads, are kept; null for no limit. */
  retention: { runLogsMs: number; runLogsBytes: number | null; artifactsMs: number | null };
  paths: {
    /** `<root>/<project>/<worktree id>`. */
    worktrees: string;
    /** `<root>/<run id>`. */
    runs: string;
    /** `<root>/<thread id>/<run id>`. */
    artifacts: string;
  };
}
