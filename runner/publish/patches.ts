import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { GitError } from "../workspace/git-error.ts";
import { readGit, resolveCommit, resolveTree, writeObjects, type Mirror } from "../workspace/mirror-git.ts";
import { linearHistory, type LinearHistory } from "./linear-history.ts";
import { mailboxEntry } from "./mailbox.ts";
import { treeAfterMailbox } from "./verify-mailbox.ts";

export interface PatchRequest {
  base: string;
  /** What is exported, wherever the branch stands by now: agents can move it. */
  commit: string;
  /** What the bundle calls it. */
  branch: string;
  /** Absolute; replaced as a whole. */
  directory: string;
}

export interface PatchFile {
  name: string;
  kind: "patch" | "mbox" | "bundle";
}

export interface PatchSet {
  /** `empty`: the branch holds nothing that the base does not; no file is written. */
  kind: "written" | "empty";
  files: PatchFile[];
  head: string;
  commits: number;
  /** Merges, empty commits or odd messages were written anew for the mail; the bundle holds the history as it is. */
  rewritten: boolean;
  /** The mailbox was applied here and gave the branch's tree. Where false, only the bundle is exact. */
  exact: boolean;
}

/**
 * Writes one patch per commit, `combined.mbox` for `git am`, and `spool.bundle` for `git fetch`. The directory appears
 * whole or not at all.
 */
export async function exportPatches(mirror: Mirror, request: PatchRequest): Promise<PatchSet> {
  const { branch } = request;
  const head = await resolveCommit(mirror, request.commit);
  const base = await resolveCommit(mirror, request.base);
  if (head === undefined) throw new GitError("ref_missing", `no commit ${request.commit}`);
  if (base === undefined) throw new GitError("ref_missing", `no commit ${request.base}`);
  await removeLeftovers(request.directory);
  const history = await linearHistory(mirror, base, head);
  if (!history) {
    await replaceDirectory(request.directory, undefined);
    return { kind: "empty", files: [], head, commits: 0, rewritten: false, exact: true };
  }
  const making = `${request.directory}.making-${randomUUID()}`;
  await mkdir(making, { recursive: true });
  try {
    const exact = await writeMails(mirror, history, making);
    const bundle = ["bundle", "create", "--quiet", join(making, "spool.bundle"), `refs/heads/${branch}`, `^${base}`];
    await writeObjects(mirror, bundle, { timeoutMs: 600_000 });
    await bundleMustHold(mirror, join(making, "spool.bundle"), `${head} refs/heads/${branch}`);
    const files = await describe(making);
    await replaceDirectory(request.directory, making);
    return {
      kind: "written",
      files,
      head,
      commits: history.commits,
      rewritten: history.rewritten,
      exact,
    };
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    throw error;
  }
}

/** A bundle can only be made of a branch, and an agent may have moved that in this very moment. */
async function bundleMustHold(mirror: Mirror, bundle: string, wanted: string): Promise<void> {
  const { stdout } = await readGit(mirror, ["bundle", "list-heads", bundle]);
  if (stdout.toString().trim() === wanted) return;
  throw new GitError("ref_moved", "the branch was moved while it was exported");
}

/** With renames first, for people; without them where that does not come out exact. */
async function writeMails(mirror: Mirror, history: LinearHistory, directory: string): Promise<boolean> {
  const wanted = await resolveTree(mirror, history.end);
  for (const renames of ["--find-renames", "--no-renames"]) {
    for (const name of await readdir(directory)) await rm(join(directory, name));
    const args = ["format-patch", "--quiet", "--binary", "--full-index", "--no-signature", "--no-stat", renames];
    args.push(
      "--encode-email-headers",
      "--no-thread",
      "--no-ext-diff",
      "--no-textconv",
      "--src-prefix=a/",
      "--dst-prefix=b/",
    );
    const range = `${history.start}..${history.end}`;
    await readGit(mirror, [...args, "--output-directory", directory, range], { timeoutMs: 600_000 });
    const names = (await readdir(directory)).toSorted(byNumber);
    const mails: Buffer[] = [];
    for (const name of names) mails.push(mailboxEntry(await readFile(join(directory, name))));
    const mailbox = Buffer.concat(mails);
    await writeFile(join(directory, "combined.mbox"), mailbox);
    if ((await treeAfterMailbox(mirror, history.start, mailbox)) === wanted) return true;
  }
  return false;
}

function byNumber(left: string, right: string): number {
  return Number.parseInt(left, 10) - Number.parseInt(right, 10);
}

async function describe(directory: string): Promise<PatchFile[]> {
  return (await readdir(directory)).toSorted().map((name) => {
    return { name, kind: name.endsWith(".mbox") ? "mbox" : name.endsWith(".bundle") ? "bundle" : "patch" };
  });
}

async function replaceDirectory(directory: string, made: string | undefined): Promise<void> {
  const old = `${directory}.making-${randomUUID()}`;
  await rename(directory, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (made !== undefined) await rename(made, directory);
  await rm(old, { recursive: true, force: true });
}

/** Of an export that was killed. */
async function removeLeftovers(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(`${basename(directory)}.making-`)) continue;
    await rm(join(dirname(directory), name), { recursive: true, force: true });
  }
}
