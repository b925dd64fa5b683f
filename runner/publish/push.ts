import { GitError } from "../workspace/git-error.ts";
import { networkGit, readGit, resolveCommit, type Mirror } from "../workspace/mirror-git.ts";

interface PushResult {
  /** `already_there`: an earlier call, cut off before it could say so, had pushed this very commit. */
  kind: "pushed" | "already_there";
  commit: string;
  /** What the remote's branch was before; undefined for a new one, or when it was already there. */
  previous: string | undefined;
}

/**
 * Looks, then pushes with a lease on what it saw: a new branch or a fast-forward and nothing else. Throws `ref_moved`,
 * `push_rejected`, `auth_failed`, ….
 */
export async function pushBranch(mirror: Mirror, branch: string): Promise<PushResult> {
  const ref = `refs/heads/${branch}`;
  const commit = await resolveCommit(mirror, ref);
  if (commit === undefined) throw new GitError("ref_missing", `no branch ${branch}`);
  const { url, host } = mirror.remote;
  const network = { host, timeoutMs: 600_000 };
  const actual = await remoteCommit(mirror, ref, network);
  if (actual === commit) return { kind: "already_there", commit, previous: undefined };
  if (actual !== undefined) await mustBeForward(mirror, { ref, actual, wanted: commit });
  const args = ["push", "--quiet", "--no-verify", "--no-follow-tags", "--no-signed"];
  args.push("--recurse-submodules=no", `--force-with-lease=${ref}:${actual ?? ""}`, "--", url);
  try {
    await networkGit(mirror, [...args, `${commit}:${ref}`], network);
  } catch (error) {
    // The connection may have died after the remote had accepted: look before calling it a failure.
    const seen = await remoteCommit(mirror, ref, network).catch(() => undefined);
    if (seen !== commit) throw error;
  }
  return { kind: "pushed", commit, previous: actual };
}

/** What the remote's ref is now; asks the remote. */
async function remoteCommit(
  mirror: Mirror,
  ref: string,
  network: { host: string | undefined; timeoutMs: number },
): Promise<string | undefined> {
  const { stdout } = await networkGit(mirror, ["ls-remote", "--quiet", "--", mirror.remote.url, ref], network);
  const line = stdout
    .toString()
    .split("\n")
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, line.indexOf("\t"));
}

async function mustBeForward(
  mirror: Mirror,
  { ref, actual, wanted }: { ref: string; actual: string; wanted: string },
): Promise<void> {
  const check = ["merge-base", "--is-ancestor", actual, wanted];
  const isForward = (await readGit(mirror, check, { accept: [0, 1, 128] })).code === 0;
  if (isForward) return;
  throw new GitError("ref_moved", `${ref} at the remote has commits that this branch does not`, {
    hint: "Fetch, rebase or merge, and push again.",
    details: { ref, actual, wanted },
  });
}
