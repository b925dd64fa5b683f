import type {
  AgentView,
  BlobView,
  ChangesView,
  CommitsView,
  LogFile,
  LogSlice,
  PruneView,
  RunSnapshot,
  TreeView,
} from "../../shared/api/views.ts";

/** What the API asks of the engine beyond rows: files, git and processes. */
export interface RunnerServices {
  /** Errors of all: `not_found`, `git_failed`, `not_available` (no commit yet). */
  changes(request: ChangesRequest): Promise<ChangesView>;
  /** Unified diff, cut at `limitBytes` with `truncated` set. */
  patch(request: ChangesRequest & { path?: string; limitBytes: number }): Promise<{ text: string; truncated: boolean }>;
  /** What the thread's branch has beyond its base, as far as it was recorded. */
  commits(request: { threadId: string; limit: number }): Promise<CommitsView>;
  /** A file as it was at a commit of the thread. */
  blob(request: { threadId: string; commit: string; path: string; limitBytes: number }): Promise<BlobView>;
  /** A directory as it was at a commit of the thread. */
  tree(request: { threadId: string; commit: string; path: string }): Promise<TreeView>;
  /** The files of a run now, as a commit that `changes`, `blob` and `tree` take. */
  snapshot(runId: string): Promise<RunSnapshot>;
  logs(runId: string): Promise<LogFile[]>;
  readLog(request: { runId: string; name: string; offset: number; limit: number }): Promise<LogSlice>;
  /** Resolves when the log has grown beyond `offset`, has ended, or `signal` fires. */
  logGrown(request: { runId: string; name: string; offset: number }, signal: AbortSignal): Promise<void>;
  /** Absolute path of an artifact's file, checked to be inside the artifact root. */
  artifactFile(artifactId: string): Promise<{ path: string; size: number; name: string }>;
  /** Removes worktrees whose retention has passed; `all` also those that are only retained. Pinned ones stay. */
  pruneWorktrees(request: { dryRun: boolean; all: boolean }): Promise<PruneView>;
  agents(): Promise<AgentView[]>;
  /** Facts of this process for `status`. */
  facts(): {
    version: string;
    instance: string;
    startedAt: number;
    dataDirectory: string;
    address: string;
    sandbox: string;
    problems: string[];
  };
  metrics(): Promise<{ contentType: string; body: string }>;
}

/** Of a run: its start to its newest checkpoint. Of a thread: its base to its newest state. Or between two commits. */
export interface ChangesRequest {
  threadId: string;
  runId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}
