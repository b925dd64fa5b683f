import { simpleGit } from "simple-git";
import type { CommitEntry } from "../../shared/api/views.ts";
import { gitEnvironment } from "./git-environment.ts";
import { classifyGitFailure, GitError, redact } from "./git-error.ts";
import { isAncestor, type Mirror } from "./mirror-git.ts";

/** Commit ids, `from` not included. */
export interface CommitRange {
  from: string;
  to: string;
}

/** Columns. Git cuts them: a commit with a subject of a gigabyte costs an agent nothing to make. */
const authorWidth = 100;
const subjectWidth = 300;
/** Of characters without width git cuts nothing. */
const outputLimit = 8 * 1024 * 1024;
/** What a Date can hold; git takes any 64 bits. */
const latestTime = 8_640_000_000_000_000;

/** Commits that `to` has and `from` has not, newest first; `truncated` when there are more than `limit`. */
export async function commitsBetween(
  mirror: Mirror,
  { from, to, limit }: CommitRange & { limit: number },
): Promise<{ commits: CommitEntry[]; truncated: boolean }> {
  const format = `%H%n%at%n%<(${authorWidth},trunc)%an%n%<(${subjectWidth},trunc)%s`;
  // The library's own log() splits at marks that a subject may hold too; a zero byte cannot be in one.
  const args = ["log", "-z", `--max-count=${limit + 1}`, `--format=${format}`, "--end-of-options", `${from}..${to}`];
  const commits = (await everyday(mirror, args)).split("\0").flatMap((entry) => {
    const [hash = "", seconds = "", author = "", subject = ""] = entry.split("\n");
    if (hash === "") return [];
    const at = Math.min(Number(seconds) * 1_000, latestTime);
    return { hash, at, author: author.trimEnd(), subject: subject.trimEnd() };
  });
  return { commits: commits.slice(0, limit), truncated: commits.length > limit };
}

/** Whether `commitsBetween` without a limit would name the commit. */
export async function isCommitBetween(mirror: Mirror, { from, to }: CommitRange, commit: string): Promise<boolean> {
  return (await isAncestor(mirror, commit, to)) && !(await isAncestor(mirror, commit, from));
}

/** The library hands on only those variables that it is told to, so it is told exactly ours. */
async function everyday({ layout: { control } }: Mirror, args: string[]): Promise<string> {
  const environment = { ...gitEnvironment({ globalConfig: `${control}/global` }), GIT_DIR: control };
  const overflow = new AbortController();
  let received = 0;
  const git = simpleGit({
    baseDir: control,
    abort: overflow.signal,
    timeout: { block: 60_000 },
    allowEnvironment: Object.keys(environment),
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
  })
    .env(environment)
    .outputHandler((_command, stdout) => {
      stdout.on("data", (chunk: Buffer) => {
        received += chunk.length;
        if (received > outputLimit) overflow.abort();
      });
    });
  try {
    return await git.raw(args);
  } catch (error) {
    if (overflow.signal.aborted) throw new GitError("failed", `git ${args[0]} says more than ${outputLimit} bytes`);
    const message = redact(error instanceof Error ? error.message : String(error));
    throw new GitError(classifyGitFailure(message), message.trim().split("\n")[0] ?? "git failed", { cause: error });
  }
}
