import { GitError } from "../workspace/git-error.ts";
import { networkGit, readGit, type Mirror } from "../workspace/mirror-git.ts";

/**
 * Commits of `base..head` that are tips of branches at the remote by now, as the remote itself says: the mirror's own
 * remote-tracking refs are an agent's to write. None where the remote does not answer.
 */
export async function alreadyPublished(
  mirror: Mirror,
  { base, head, signal }: { base: string; head: string; signal: AbortSignal },
): Promise<string[]> {
  const { url, host } = mirror.remote;
  const network = { host, signal, timeoutMs: 60_000, limitBytes: 16 << 20 };
  try {
    const { stdout } = await networkGit(mirror, ["ls-remote", "--quiet", "--heads", "--", url], network);
    const tips = new Set([...stdout.toString("latin1").matchAll(/^([0-9a-f]{40,64})\t/gm)].map(([, id = ""]) => id));
    const inRange = await readGit(mirror, ["rev-list", head, `^${base}`, "--"], { timeoutMs: 60_000 });
    return inRange.stdout
      .toString("latin1")
      .split("\n")
      .filter((id) => tips.has(id));
  } catch (error) {
    if (GitError.isGit(error) && error.reason !== "cancelled") return [];
    throw error;
  }
}
