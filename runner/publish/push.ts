import { GitError } from "../workspace/git-error.ts";
import { isAncestor, networkGit, resolveCommit, type Mirror } from "../workspace/mirror-git.ts";

interface PushRequest {
  /** Local branch of the mirror, and the remote's. */
  branch: string;
  /** What is pushed, wherever the branch stands by now: agents can move it. */
  commit: string;
  signal?: AbortSignal;
}

interface PushResult {
  /** `already_there`: the remote's branch holds this very commit, from an earlier call that was cut off, or below newer ones. */
  kind: "pushed" | "already_there";
  /** Where the local branch stands: on the commit, ahead of it, or where it does not hold it. */
  local: "same" | "ahead" | "elsewhere";
  /** What the remote's branch was before; undefined for a new one, or when it was already there. */
  previous: string | undefined;
}

/**
 * Looks, then pushes with a lease on what it saw: a new branch or a fast-forward and nothing else. Throws `ref_moved`,
 * `push_rejected`, `auth_failed`, ….
 */
export async function pushBranch(mirror: Mirror, { branch, commit, signal }: PushRequest): Promise<PushResult> {
  if ((await resolveCommit(mirror, commit)) === undefined) {
    throw new GitError("ref_missing", `commit ${commit} of ${branch} is not there any more`);
  }
  const ref = `refs/heads/${branch}`;
  const tip = await resolveCommit(mirror, ref);
  const isHeld = tip !== undefined && (await isAncestor(mirror, commit, tip));
  const local = tip === commit ? "same" : isHeld ? "ahead" : "elsewhere";
  const { url, host } = mirror.remote;
  const network = { host, timeoutMs: 600_000, ...(signal && { signal }) };
  const actual = await remoteCommit(mirror, ref, network);
  if (actual === commit) return { kind: "already_there", local, previous: undefined };
  // A newer push overtook this one, which had to wait.
  if (actual !== undefined && (await isAncestor(mirror, commit, actual))) {
    return { kind: "already_there", local, previous: undefined };
  }
  if (actual !== undefined && !(await isAncestor(mirror, actual, commit))) {
    throw new GitError("ref_moved", `${ref} at the remote has commits that this branch does not`, {
      hint: "Fetch, rebase or merge, and push again.",
      details: { ref, actual, wanted: commit },
    });
  }
  const args = ["push", "--quiet", "--no-verify", "--no-follow-tags", "--no-signed"];
  args.push("--recurse-submodules=no", `--force-with-lease=${ref}:${actual ?? ""}`, "--", url);
  try {
    await networkGit(mirror, [...args, `${commit}:${ref}`], network);
  } catch (error) {
    // The connection may have died after the remote had accepted: look before calling it a failure.
    const seen = await remoteCommit(mirror, ref, network).catch(() => undefined);
    if (seen !== commit) throw error;
  }
  return { kind: "pushed", local, previous: actual };
}

/** What the remote's ref is now; asks the remote. */
async function remoteCommit(
  mirror: Mirror,
  ref: string,
  network: { host: string | undefined; timeoutMs: number; signal?: AbortSignal },
): Promise<string | undefined> {
  const { stdout } = await networkGit(mirror, ["ls-remote", "--quiet", "--", mirror.remote.url, ref], network);
  const line = stdout
    .toString()
    .split("\n")
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, line.indexOf("\t"));
}
