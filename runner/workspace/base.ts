import { splitNul } from "./file-name.ts";
import { GitError } from "./git-error.ts";
import { readGit, resolveCommit, writeObjects, type Mirror } from "./mirror-git.ts";

export interface Base {
  /** The branch as the remote names it. */
  branch: string;
  commit: string;
  /** The remote has no branch at all yet; `commit` is an empty root commit made here, the same each time. */
  empty: boolean;
}

/**
 * The commit that the remote's branch had at the last fetch. Throws `ref_missing`, naming branches that look alike,
 * where the remote has branches but not this one.
 */
export async function resolveBase(mirror: Mirror, name: string): Promise<Base> {
  const branch = name.replace(/^(?:refs\/heads\/|refs\/remotes\/origin\/|origin\/)/, "");
  const commit = await resolveCommit(mirror, `refs/remotes/origin/${branch}`);
  if (commit !== undefined) return { branch, commit, empty: false };
  const branches = await remoteBranches(mirror);
  if (branches.length === 0) return { branch, commit: await emptyRoot(mirror), empty: true };
  // Branches that Spool pushed are no bases.
  const near = nearestNames(
    branch,
    branches.filter((each) => !each.startsWith("spool/")),
  );
  throw new GitError("ref_missing", `the repository has no branch ${JSON.stringify(branch)}`, {
    ...(near.length > 0 && { hint: `There ${near.length === 1 ? "is" : "are"} ${near.join(", ")}.` }),
    details: { branch, suggestions: near },
  });
}

/** Branches of the remote at the last fetch, by name. */
export async function remoteBranches(mirror: Mirror): Promise<string[]> {
  const args = ["for-each-ref", "--format=%(refname:lstrip=3)%00", "refs/remotes/origin/"];
  const { stdout } = await readGit(mirror, args);
  return splitNul(stdout)
    .map((name) => name.toString().trim())
    .filter((name) => name !== "" && name !== "HEAD");
}

async function emptyRoot(mirror: Mirror): Promise<string> {
  const tree = await writeObjects(mirror, ["hash-object", "-t", "tree", "-w", "--stdin"], { input: "" });
  const identity = { NAME: "Spool", EMAIL: "spool@localhost", DATE: "@0 +0000" };
  const environment: Record<string, string> = { GIT_DIR: mirror.layout.control };
  for (const [key, value] of Object.entries(identity)) {
    environment[`GIT_AUTHOR_${key}`] = value;
    environment[`GIT_COMMITTER_${key}`] = value;
  }
  const args = ["commit-tree", tree.stdout.toString().trim(), "-m", "Empty repository"];
  return (await writeObjects(mirror, args, { environment })).stdout.toString().trim();
}

/** At most five names, the likeliest first. */
export function nearestNames(wanted: string, names: readonly string[]): string[] {
  const common = new Set(["main", "master", "develop", "trunk"]);
  const scored = names.map((name) => ({
    name,
    score: distance(wanted.toLowerCase(), name.toLowerCase()) - (common.has(name) ? 2 : 0),
  }));
  scored.sort((left, right) => left.score - right.score || (left.name < right.name ? -1 : 1));
  return scored.slice(0, 5).map(({ name }) => name);
}

/** Edits that turn one text into the other, of their first hundred characters. */
function distance(left: string, right: string): number {
  const target = right.slice(0, 100);
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  for (const [line, letter] of left.slice(0, 100).split("").entries()) {
    const next = [line + 1];
    for (let column = 0; column < target.length; column++) {
      const replaced = (row[column] ?? 0) + (target[column] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
