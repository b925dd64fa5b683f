import { decodeName, type FileName } from "../../../workspace/file-name.ts";
import type { GitPlace } from "../request.ts";
import { PreflightUnable } from "../unable.ts";
import type { CommitObject } from "./commit-object.ts";
import { startGit } from "./run-git.ts";

/** A path that differs. Modes as git writes them; `000000` and an id of zeros where there is nothing on that side. */
export interface Change {
  name: FileName;
  oldMode: string;
  newMode: string;
  oldId: string;
  newId: string;
}

/** A job's own work, to tell it from what was there when it began. */
export interface JobWork {
  /** Commit with the state in which the job began; need be no ancestor. */
  since: string;
  commits: ReadonlySet<string>;
}

/**
 * What each commit changes, in the order of `commits`. Of a merge that is what differs from every parent: its own
 * resolution, while what came from one side was that side's change. Of the job's commits also what differs from the state
 * in which the job began: what was already changed then, and only now committed, is not the job's.
 */
export async function readChanges(
  place: GitPlace,
  commits: readonly CommitObject[],
  job: JobWork | undefined,
  visit: (commit: CommitObject, changes: readonly Change[], ofJob: readonly Change[] | undefined) => Promise<void>,
): Promise<void> {
  const args = ["diff-tree", "--stdin", "-r", "-z", "--root", "--raw", "--no-renames", "--no-abbrev", "--always"];
  using git = startGit(place, [...args, "--no-ext-diff", "--no-textconv", "--ignore-submodules=none"]);
  // Parents are named, one per question: those that the object itself names, whatever else git might be told.
  const sidesOf = ({ id, parents }: CommitObject) => {
    const sides = parents.length === 0 ? [""] : parents.map((parent) => ` ${parent}`);
    return job?.commits.has(id) ? [...sides, ` ${job.since}`] : sides;
  };
  const questions = commits.flatMap((commit) => sidesOf(commit).map((side) => `${commit.id}${side}\n`));
  git.input.end(questions.join(""));
  const blocks = readBlocks(git.output as AsyncIterable<Buffer>);
  for (const commit of commits) {
    const sides: Change[][] = [];
    for (const _side of sidesOf(commit)) {
      const { value: block, done } = await blocks.next();
      if (done || block.id !== commit.id) throw new PreflightUnable("git did not say what a commit changes");
      sides.push(block.changes);
    }
    const ofJob = job?.commits.has(commit.id) ? sides.pop() : undefined;
    const [first = [], ...others] = sides;
    await visit(commit, others.reduce(alsoIn, first), ofJob);
  }
  if (!(await blocks.next()).done) throw new PreflightUnable("git said more than it was asked");
  await git.ended;
}

/** What the index holds and HEAD does not. */
export async function readStaged(place: GitPlace): Promise<Change[]> {
  const head = await hasHead(place);
  const args = ["--cached", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none"];
  // Where there is no commit yet, everything is new: the empty tree stands for what was before.
  using git = startGit(place, ["diff-index", ...args, head]);
  git.input.end();
  const changes: Change[] = [];
  for await (const field of changeFields(git.output as AsyncIterable<Buffer>)) {
    if (typeof field !== "string") changes.push(field);
  }
  await git.ended;
  return changes;
}

async function hasHead(place: GitPlace): Promise<string> {
  using git = startGit(place, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  git.input.end();
  let text = "";
  for await (const chunk of git.output as AsyncIterable<Buffer>) text += chunk.toString("latin1");
  const found = await git.ended.then(
    () => true,
    () => false,
  );
  if (found) return text.trim();
  using empty = startGit(place, ["hash-object", "-t", "tree", "-w", "--stdin"]);
  empty.input.end();
  let tree = "";
  for await (const chunk of empty.output as AsyncIterable<Buffer>) tree += chunk.toString("latin1");
  await empty.ended;
  return tree.trim();
}

function alsoIn(changes: Change[], others: readonly Change[]): Change[] {
  const keys = new Set(others.map(({ name }) => name.raw ?? name.path));
  return changes.filter(({ name }) => keys.has(name.raw ?? name.path));
}

async function* readBlocks(
  output: AsyncIterable<Buffer>,
): AsyncGenerator<{ id: string; changes: Change[] }, undefined, undefined> {
  let block: { id: string; changes: Change[] } | undefined;
  for await (const field of changeFields(output)) {
    if (typeof field === "string") {
      if (block) yield block;
      block = { id: field, changes: [] };
    } else block?.changes.push(field);
  }
  if (block) yield block;
  return undefined;
}

const rawLine = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]+) ([0-9a-f]+) [A-Z]$/;

/** Commit ids as texts, changes as such. */
async function* changeFields(output: AsyncIterable<Buffer>): AsyncGenerator<string | Change> {
  let pending: Omit<Change, "name"> | undefined;
  for await (const field of nulFields(output)) {
    if (pending) {
      yield { ...pending, name: decodeName(field) };
      pending = undefined;
      continue;
    }
    const text = field.toString("latin1");
    const match = rawLine.exec(text);
    if (match) {
      const [, oldMode = "", newMode = "", oldId = "", newId = ""] = match;
      pending = { oldMode, newMode, oldId, newId };
    } else if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) yield text;
    else throw new PreflightUnable("git's list of changes cannot be read");
  }
  if (pending) throw new PreflightUnable("git's list of changes is cut off");
}

async function* nulFields(output: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of output) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
      yield bytes.subarray(start, end);
      start = end + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > 1 << 20) throw new PreflightUnable("git's list of changes cannot be read");
  }
  if (rest.length > 0) throw new PreflightUnable("git's list of changes is cut off");
}
