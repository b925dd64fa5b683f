import { simpleGit, type SimpleGit } from "simple-git";
import { gitEnvironment } from "./git-environment.ts";
import { GitError, classifyGitFailure, redact } from "./git-error.ts";
import { resolveCommit, type Mirror } from "./mirror-git.ts";
import { placeOf, worktreeOptions, type Workspace } from "./workspace.ts";

export interface CommitEntry {
  commit: string;
  authorName: string;
  authorEmail: string;
  /** Epoch milliseconds. */
  at: number;
  subject: string;
  body: string;
}

export interface BranchEntry {
  name: string;
  commit: string;
  subject: string;
}

export interface StatusSummary {
  branch: string | undefined;
  changed: number;
  untracked: number;
  conflicted: number;
}

/** Commits that `to` has and `from` has not, newest first. */
export async function commitsBetween(mirror: Mirror, from: string, to: string, limit = 200): Promise<CommitEntry[]> {
  const ends = await Promise.all([from, to].map((name) => resolveCommit(mirror, name)));
  const [first, last] = ends;
  if (first === undefined || last === undefined) throw new GitError("ref_missing", `no commit ${first ? to : from}`);
  const log = await everyday(() =>
    client(mirror, { GIT_DIR: mirror.layout.control }, mirror.layout.control).log({
      from: first,
      to: last,
      symmetric: false,
      maxCount: limit,
      format: { commit: "%H", authorName: "%an", authorEmail: "%ae", at: "%at", subject: "%s", body: "%b" },
    }),
  );
  return log.all.map(({ commit, authorName, authorEmail, at, subject, body }) => {
    return { commit, authorName, authorEmail, at: Number(at) * 1000, subject, body: body.trim() };
  });
}

/** Branches that runs work on; the remote's are `remoteBranches`. */
export async function workBranches(mirror: Mirror): Promise<BranchEntry[]> {
  const summary = await everyday(() =>
    client(mirror, { GIT_DIR: mirror.layout.control }, mirror.layout.control).branch(["--list", "-v", "--no-abbrev"]),
  );
  return Object.values(summary.branches).map(({ name, commit, label }) => ({ name, commit, subject: label }));
}

/** Counts for a list; `changedFiles` of a checkpoint says what exactly. */
export async function worktreeStatus(workspace: Workspace, path: string): Promise<StatusSummary> {
  const place = await placeOf(workspace, path);
  const { environment = {}, cwd = place.path } = worktreeOptions(workspace.mirror, place);
  const status = await everyday(() => client(workspace.mirror, environment, cwd).status());
  return {
    branch: status.detached ? undefined : (status.current ?? undefined),
    changed: status.files.length - status.not_added.length,
    untracked: status.not_added.length,
    conflicted: status.conflicted.length,
  };
}

/** The library hands on only those variables that it is told to, so it is told exactly ours. */
function client(mirror: Mirror, environment: Record<string, string>, baseDir: string): SimpleGit {
  const whole = { ...gitEnvironment({ globalConfig: `${mirror.layout.control}/global` }), ...environment };
  return simpleGit({
    baseDir,
    timeout: { block: 60_000 },
    allowEnvironment: Object.keys(whole),
    unsafe: {
      allowUnsafePager: true,
      allowUnsafeExec: true,
      allowUnsafeEditor: true,
      allowUnsafeSshCommand: true,
      allowUnsafeAskPass: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeDiffExternal: true,
      allowUnsafeProtocolOverride: true,
    },
  }).env(whole);
}

async function everyday<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const message = redact(error instanceof Error ? error.message : String(error));
    throw new GitError(classifyGitFailure(message), message.trim().split("\n")[0] ?? "git failed", { cause: error });
  }
}
