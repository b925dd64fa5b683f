import { PreflightUnable } from "../unable.ts";
import type { GitPlace } from "../request.ts";
import { type CommitObject, commitSizeLimit, parseCommit } from "./commit-object.ts";
import { readObjects } from "./objects.ts";
import { readLines } from "./run-git.ts";

const commitLimit = 20_000;
const objectLimit = 2_000_000;

/** Every commit that `head` has and none of `exclude` has, oldest first, read from the objects themselves. */
export async function readCommits(place: GitPlace, head: string, exclude: readonly string[]): Promise<CommitObject[]> {
  const ids: string[] = [];
  const boundary = new Set<string>();
  for await (const line of readLines(place, [
    "rev-list",
    "--topo-order",
    "--reverse",
    "--boundary",
    ...range(head, exclude),
  ])) {
    if (line.startsWith("-")) boundary.add(line.slice(1));
    else ids.push(line);
    if (ids.length > commitLimit) throw new PreflightUnable(`more than ${commitLimit} commits`);
  }
  const commits: CommitObject[] = [];
  await readObjects(place, ids, ({ id, type, size }) => {
    if (type !== "commit" || size > commitSizeLimit)
      throw new PreflightUnable(`${id} is no commit that can be checked`);
    const chunks: Buffer[] = [];
    return {
      chunk: (bytes) => void chunks.push(Buffer.from(bytes)),
      end: () => void commits.push(parseCommit(id, Buffer.concat(chunks))),
    };
  });
  const known = new Set([...ids, ...boundary, ...exclude]);
  const missing = commits.some(({ parents }) => parents.some((parent) => !known.has(parent)));
  if (missing) throw new PreflightUnable("git left out a commit of the range");
  return commits;
}

/** Ids of the commits that `head` has and none of `exclude` has. */
export async function readCommitIds(
  place: GitPlace,
  head: string,
  exclude: readonly string[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const line of readLines(place, ["rev-list", ...range(head, exclude)])) ids.add(line);
  return ids;
}

/** Ids of the trees, files and commits that the range brings. */
export async function readNewObjects(place: GitPlace, head: string, exclude: readonly string[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const line of readLines(place, ["rev-list", "--objects", "--no-object-names", ...range(head, exclude)])) {
    ids.add(line);
    if (ids.size > objectLimit) throw new PreflightUnable(`more than ${objectLimit} objects`);
  }
  return ids;
}

function range(head: string, exclude: readonly string[]): string[] {
  for (const id of [head, ...exclude]) {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw new PreflightUnable(`${id} is no commit id`);
  }
  return [head, ...exclude.map((id) => `^${id}`), "--"];
}
