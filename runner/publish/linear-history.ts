import { GitError } from "../workspace/git-error.ts";
import { readGit, resolveTree, writeObjects, type Mirror } from "../workspace/mirror-git.ts";

export interface LinearHistory {
  /** What the patches apply to: the base, or where the branch left it. */
  start: string;
  /** Same tree as the branch. */
  end: string;
  commits: number;
  /** Commits had to be written anew: merges, or messages that mail would garble. */
  rewritten: boolean;
}

interface Step {
  commit: string;
  tree: string;
  parents: string[];
}

const commitLimit = 1000;

/**
 * The branch as a chain that mail can carry: merges become one step against their first parent, empty commits go, and
 * message lines that `git am` takes for the start of a patch or for headers are indented by a blank.
 */
export async function linearHistory(mirror: Mirror, base: string, tip: string): Promise<LinearHistory | undefined> {
  const start = (await readGit(mirror, ["merge-base", base, tip], { accept: [0, 1] })).stdout.toString().trim();
  if (start === "") throw new GitError("ref_missing", "the branch has no commit in common with its base");
  const steps = await firstParents(mirror, start, tip);
  if (steps.length === 0) return undefined;
  if (steps.length > commitLimit) throw new GitError("failed", `more than ${commitLimit} commits`);
  let end = start;
  let tree = await resolveTree(mirror, start);
  let commits = 0;
  let rewritten = false;
  for (const step of steps) {
    if (step.tree === tree) {
      rewritten = true;
      continue;
    }
    const content = (await readGit(mirror, ["cat-file", "commit", step.commit])).stdout;
    const { header, message } = split(content);
    const safe = mailSafe(message);
    const isSame = step.parents.length === 1 && step.parents[0] === end && safe.equals(message);
    if (isSame) end = step.commit;
    else {
      end = await rewrite(mirror, header, end, safe);
      rewritten = true;
    }
    tree = step.tree;
    commits += 1;
  }
  return commits === 0 ? undefined : { start, end, commits, rewritten };
}

async function firstParents(mirror: Mirror, start: string, tip: string): Promise<Step[]> {
  const args = ["log", "--first-parent", "--reverse", "--format=%H %T %P", "--end-of-options", tip, `^${start}`, "--"];
  const lines = (await readGit(mirror, args)).stdout.toString().split("\n").filter(Boolean);
  return lines.map((line) => {
    const [commit = "", tree = "", ...parents] = line.split(" ");
    return { commit, tree, parents: parents.filter(Boolean) };
  });
}

/** A commit object of the same tree, author and dates with one parent; a signature would no longer hold and goes. */
function rewrite(mirror: Mirror, header: Buffer, parent: string, message: Buffer): Promise<string> {
  const lines = header.toString("latin1").split("\n");
  const kept = lines.filter((line) => /^(?:tree|author|committer|encoding) /.test(line));
  kept.splice(1, 0, `parent ${parent}`);
  const input = Buffer.concat([Buffer.from(`${kept.join("\n")}\n\n`, "latin1"), message]);
  return writeObjects(mirror, ["hash-object", "-t", "commit", "-w", "--stdin"], { input }).then(({ stdout }) =>
    stdout.toString().trim(),
  );
}

function split(content: Buffer): { header: Buffer; message: Buffer } {
  const end = content.indexOf("\n\n");
  return end === -1
    ? { header: content, message: Buffer.alloc(0) }
    : { header: content.subarray(0, end), message: content.subarray(end + 2) };
}

/** In bytes as they are: the message may be in any encoding. An empty one gets words, which `git am` insists on. */
export function mailSafe(message: Buffer): Buffer {
  const [subject = "", ...body] = message.toString("latin1").replaceAll("\r", "").split("\n");
  const lines = [subject.trim() === "" ? `(no subject)${subject}` : subject];
  // Headers count at the opening of the body alone; further down they are trailers and stay.
  let isOpening = true;
  for (const line of body) {
    const isTrouble = /^(?:diff -|Index: |---|>*From )/.test(line) || (isOpening && /^[A-Za-z-]+:/.test(line));
    lines.push(isTrouble ? ` ${line}` : line);
    if (line.trim() !== "") isOpening = false;
  }
  return Buffer.from(lines.join("\n"), "latin1");
}
