import { GitError } from "../workspace/git-error.ts";
import { isAncestor, networkGit, resolveCommit, type Mirror } from "../workspace/mirror-git.ts";

interface PushRequest {
  /** Local branch of the mirror. */
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
export async function pushBranch(mirror: Mirror, request: PushRequest): Promise<PushResult> {
  const { commit } = request;
  if ((await resolveCommit(mirror, commit)) === undefined) {
    throw new GitError("ref_missing", `commit ${commit} of ${request.branch} is not there any more`);
  }
  const tip = await resolveCommit(mirror, `refs/heads/${request.branch}`);
  const isHeld = tip !== undefined && (await isAncestor(mirror, commit, tip));
  const local = tip === commit ? "same" : isHeld ? "ahead" : "elsewhere";
  const { url, host } = mirror.remote;
  const ref = `refs/heads/${request.branch}`;
  const network = { host, timeoutMs: 600_000, ...(request.signal && { signal: request.signal }) };
  const actual = await remoteCommit(mirror, ref, network);
  if (actual === commit) return { kind: "already_there", local, previous: undefined };
  if (actual !== undefined) {
    // A newer push overtook this one, which had to wait.
    if (await isAncestor(mirror, commit, actual)) return { kind: "already_there", local, previous: undefined };
    if (!(await isAncestor(mirror, actual, commit))) throw movedOn(ref, actual, commit);
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
  network: { host: string | undefined; timeoutMs?: number; signal?: AbortSignal },
): Promise<string | undefined> {
  const { stdout } = await networkGit(mirror, ["ls-remote", "--quiet", "--", mirror.remote.url, ref], network);
  const line = stdout
    .toString()
    .split("\n")
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, line.indexOf("\t"));
}

function movedOn(ref: string, actual: string, wanted: string): GitError {
  return new GitError("ref_moved", `${ref} at the remote has commits that this branch does not`, {
    hint: "Fetch, rebase or merge, and push again.",
    details: { ref, actual, wanted },
  });
}
