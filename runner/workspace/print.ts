import { createHash } from "node:crypto";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { decodeName } from "./file-name.ts";
import { GitError } from "./git-error.ts";
import { resolveCommit } from "./mirror-git.ts";
import { readPlain } from "./plain-file.ts";
import { readHead } from "./record.ts";
import { placeOf, readWorktree, type Workspace, type WorktreePlace } from "./workspace.ts";

/**
 * By which it is told later whether anything in a worktree was changed: ignored files, the index and HEAD, too. Texts that
 * are equal or not, and say nothing else.
 */
export interface WorktreePrint {
  /** `HEAD`, `index`, `branch <name>`, and `.git/<name>` for other files of git's record of the worktree. */
  git: Record<string, string>;
  /** By path as people read it. */
  files: Record<string, string>;
}

/** Larger files of git's record are compared by their first bytes and nothing else; git's own are small. */
const recordFileLimit = 65_536;

/**
 * Files are told apart by what the file system says of them (kind, mode, size, times, inode), which costs no reading: a
 * process cannot set the time of the last change of an inode. About 0.3 s for 50 000 files.
 */
export async function printOf(workspace: Workspace, path: string): Promise<WorktreePrint> {
  const place = await placeOf(workspace, path);
  const [git, files] = await Promise.all([gitPrint(workspace, place), filesPrint(place.path)]);
  return { git, files };
}

async function gitPrint(workspace: Workspace, place: WorktreePlace): Promise<Record<string, string>> {
  const print: Record<string, string> = { index: await indexPrint(workspace, place) };
  const head = await readHead(place.record);
  if (head.kind === "branch") {
    const commit = await resolveCommit(workspace.mirror, `refs/heads/${head.branch}`);
    print[`branch ${head.branch}`] = commit ?? "";
  }
  for (const name of await readdir(place.record).catch(() => [])) {
    // Of these only what they stand for counts: looking at a worktree writes the index anew, with newer times.
    if (name === "index" || name === "logs") continue;
    const text = (await readPlain(join(place.record, name), recordFileLimit)) ?? "not a small file";
    print[name === "HEAD" ? "HEAD" : `.git/${name}`] = digest(text);
  }
  return print;
}

async function indexPrint(workspace: Workspace, place: WorktreePlace): Promise<string> {
  try {
    const { stdout } = await readWorktree(workspace, place, ["ls-files", "-z", "-v", "--stage"]);
    return digest(stdout);
  } catch (error) {
    if (GitError.isGit(error, "failed") || GitError.isGit(error, "corrupt")) return "unreadable";
    throw error;
  }
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

async function filesPrint(root: string): Promise<Record<string, string>> {
  const print: Record<string, string> = Object.create(null);
  // One directory at a time, its entries together: a queue of all of a large tree would keep other work waiting.
  const directories = [Buffer.from(root)];
  const start = directories[0]?.length ?? 0;
  for (let directory = directories.pop(); directory; directory = directories.pop()) {
    const parent = directory;
    const names = await entriesOf(parent);
    if (!names) print[`${shownName(parent.subarray(start + 1))}/`] = "unreadable";
    await Promise.all(
      (names ?? []).map(async (name) => {
        const path = Buffer.concat([parent, slash, name]);
        const entry = await entryPrint(path);
        if (entry.isDirectory) directories.push(path);
        print[shownName(path.subarray(start + 1))] = entry.text;
      }),
    );
  }
  return print;
}

/** Undefined where the runner's account may not look. */
async function entriesOf(directory: Buffer): Promise<Buffer[] | undefined> {
  try {
    return await readdir(directory, { encoding: "buffer" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return undefined;
    throw error;
  }
}

/** Never the same for two names. */
function shownName(bytes: Buffer): string {
  const { path, raw } = decodeName(bytes);
  return raw === undefined ? path : `${path} (${raw})`;
}

const slash = Buffer.from("/");

async function entryPrint(path: Buffer): Promise<{ text: string; isDirectory: boolean }> {
  const status = await lstat(path, { bigint: true });
  const mode = status.mode.toString(8);
  // Its times change with entries that come and go again, which leaves nothing.
  if (status.isDirectory()) return { text: mode, isDirectory: true };
  const target = status.isSymbolicLink() ? (await readlink(path, { encoding: "buffer" })).toString("latin1") : "";
  // A file with several names (as pnpm makes them) gets a new time when another name of it comes or goes elsewhere.
  const changed = status.nlink > 1n ? "" : status.ctimeNs;
  const isForeignIndex = path.subarray(-11).equals(foreignIndex);
  const facts = isForeignIndex ? [] : [status.size, status.mtimeNs, changed, status.ino, target];
  return { text: [mode, ...facts].join(":"), isDirectory: false };
}

/** Of a repository inside the worktree: asking it for its status writes it anew. */
const foreignIndex = Buffer.from("/.git/index");
