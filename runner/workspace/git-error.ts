import { SpoolError } from "../../shared/errors.ts";

/** Every way in which git, or what is done around it, says no. */
export type GitFailure =
  | "git_missing"
  | "not_a_repository"
  | "remote_forbidden"
  | "remote_missing"
  | "remote_unreachable"
  | "auth_failed"
  | "ref_missing"
  | "ref_exists"
  | "ref_moved"
  | "ref_invalid"
  | "branch_in_use"
  | "path_exists"
  | "path_outside"
  | "worktree_missing"
  | "worktree_dirty"
  | "file_missing"
  | "locked"
  | "disk_full"
  | "push_rejected"
  | "corrupt"
  | "timeout"
  | "cancelled"
  | "failed";

const hints: Partial<Record<GitFailure, string>> = {
  git_missing: "Install git and util-linux (flock) on the build box.",
  remote_forbidden: "Use a local path or a URL with http, https, ssh, git or file.",
  remote_missing: "Check the repository's URL, and that this account may see it.",
  remote_unreachable: "Check the network and that the host is up.",
  auth_failed: "Check the token, or the SSH key and known_hosts of the account that runs Spool.",
  locked: "Another git is at work in this repository; try again when it is done.",
  disk_full: "Free some disk space.",
  corrupt: "Remove the mirror; it is fetched anew. Branches that were never published are only in it: copy it first.",
};

/** In order: the first match wins, so the specific stand before the general. Git speaks English here (LC_ALL=C). */
const patterns: readonly [RegExp, GitFailure][] = [
  [/No space left on device|Disk quota exceeded/i, "disk_full"],
  [/Unable to create '.*\.lock': File exists|could not lock|cannot lock ref '.*': Unable to create/i, "locked"],
  [/already (?:checked out|used by worktree) at/i, "branch_in_use"],
  [/transport '.*' not allowed|remote helper .* aborted session/i, "remote_forbidden"],
  [
    /could not read (?:Username|Password)|Authentication failed|terminal prompts disabled|Permission denied \(|Host key verification failed|returned error: (?:401|403)|access denied/i,
    "auth_failed",
  ],
  [/\[(?:remote )?rejected\]|stale info|pre-receive hook declined|non-fast-forward/i, "push_rejected"],
  [
    /Could not resolve host|Connection (?:refused|timed out|reset)|unable to connect|Failed to connect|Operation too slow|returned error: 5\d\d|early EOF|Network is unreachable|hung up unexpectedly(?![^]*does not exist)/i,
    "remote_unreachable",
  ],
  [
    /repository '.*' not found|does not appear to be a git repository|Repository not found|returned error: 404|repository not exported/i,
    "remote_missing",
  ],
  [/not a git repository/i, "not_a_repository"],
  [/reference already exists/i, "ref_exists"],
  [/but expected|expected [0-9a-f]{40}|unable to resolve reference|is at [0-9a-f]{40,64} but/i, "ref_moved"],
  [/refusing to update ref with bad name|invalid ref(?:spec| format)|not a valid (?:ref|branch) name/i, "ref_invalid"],
  [
    /unknown revision|bad revision|couldn't find remote ref|Not a valid object name|Needed a single revision|bad object|nonexistent object|reference is not a tree/i,
    "ref_missing",
  ],
  [
    /would be overwritten by|not uptodate\. Cannot|local changes|untracked working tree files would be/i,
    "worktree_dirty",
  ],
  [/object file .* is (?:empty|corrupt)|loose object .* is corrupt|packfile .* cannot|inflate:/i, "corrupt"],
];

export class GitError extends SpoolError {
  readonly reason: GitFailure;

  constructor(reason: GitFailure, message: string, options: { hint?: string; details?: object; cause?: unknown } = {}) {
    super("git_failed", message, {
      hint: options.hint ?? hints[reason],
      details: { reason, ...options.details },
      cause: options.cause,
    });
    this.reason = reason;
  }

  static isGit(error: unknown, reason?: GitFailure): error is GitError {
    return error instanceof GitError && (reason === undefined || error.reason === reason);
  }
}

export function classifyGitFailure(stderr: string): GitFailure {
  return patterns.find(([pattern]) => pattern.test(stderr))?.[1] ?? "failed";
}

/** Takes user information out of URLs, and known secrets wherever they stand. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, (whole, scheme: string) =>
    /^ssh:\/\/[^:@]*@$/i.test(whole) ? whole : `${scheme}***@`,
  );
  for (const secret of secrets) {
    if (secret.length > 0) clean = clean.replaceAll(secret, "***").replaceAll(encodeURIComponent(secret), "***");
  }
  return clean;
}

/** The failed command as an error: its subcommand, git's own words without secrets, its exit code. */
export function gitFailure(
  args: readonly string[],
  exit: { code: number | null; stderr: string },
  secrets: readonly string[],
): GitError {
  const stderr = redact(exit.stderr, secrets).slice(-4000);
  const lines = stderr
    .split("\n")
    .filter((line) => /^(?:fatal|error|remote|ssh|warning|!|.*denied)/i.test(line.trim()));
  const fatal = lines.filter((line) => /^(?:fatal|error):/.test(line));
  // Git's last word on a remote names no cause; the line before it does.
  const telling = fatal.findLast((line) => !line.includes("Could not read from remote repository"));
  const said = (telling ?? fatal.at(-1) ?? lines.at(-1) ?? stderr).trim();
  const command = args.find((argument) => !argument.startsWith("-")) ?? "git";
  return new GitError(classifyGitFailure(stderr), `git ${command}: ${said || `exit code ${exit.code}`}`, {
    details: { command, exitCode: exit.code, stderr },
  });
}
