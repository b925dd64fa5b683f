import { decodeName, splitNul, type FileName } from "./file-name.ts";
import { readGit, type Mirror } from "./mirror-git.ts";

export interface ChangedFile extends FileName {
  status: "added" | "modified" | "deleted" | "renamed" | "type_changed";
  /** Before a rename. */
  old?: FileName;
  /** Lines; 0 for binary files. */
  additions: number;
  deletions: number;
  binary: boolean;
}

export interface ChangeCounts {
  changedFiles: number;
  additions: number;
  deletions: number;
}

const plain = ["-r", "--no-ext-diff", "--no-textconv", "--no-abbrev", "-z"];
const options = [...plain, "-M", "-l1000"];

/** Every file that differs between two commits or trees, by path. `from` undefined stands for nothing at all. */
export async function changedFiles(mirror: Mirror, from: string | undefined, to: string): Promise<ChangedFile[]> {
  const args = ["diff-tree", ...options, "--raw", "--numstat", "--end-of-options"];
  const { stdout } = await readGit(mirror, [...args, from ?? (await emptyTree(mirror)), to], { timeoutMs: 120_000 });
  return parse(splitNul(stdout));
}

/** The same with a rename as what it is to git: one file that went, and one that came. */
export async function touchedFiles(mirror: Mirror, from: string, to: string): Promise<ChangedFile[]> {
  const args = ["diff-tree", ...plain, "--no-renames", "--raw", "--numstat", "--end-of-options", from, to];
  const { stdout } = await readGit(mirror, args, { timeoutMs: 120_000 });
  return parse(splitNul(stdout));
}

export async function summariseChanges(mirror: Mirror, from: string | undefined, to: string): Promise<ChangeCounts> {
  const args = ["diff-tree", ...options, "--numstat", "--end-of-options", from ?? (await emptyTree(mirror)), to];
  const { stdout } = await readGit(mirror, args, { timeoutMs: 120_000 });
  const counts: ChangeCounts = { changedFiles: 0, additions: 0, deletions: 0 };
  const fields = splitNul(stdout);
  for (let index = 0; index < fields.length;) {
    const line = readCounts(fields[index] ?? Buffer.alloc(0));
    counts.changedFiles += 1;
    counts.additions += line.additions;
    counts.deletions += line.deletions;
    index += line.renamed ? 3 : 1;
  }
  return counts;
}

/** The id of the empty tree in this repository's hash. */
export async function emptyTree(mirror: Mirror): Promise<string> {
  const { stdout } = await readGit(mirror, ["hash-object", "-t", "tree", "--stdin"], { input: "" });
  return stdout.toString().trim();
}

/** Raw records come first, then the counts, both in the same order. */
function parse(fields: readonly Buffer[]): ChangedFile[] {
  const files: ChangedFile[] = [];
  let index = 0;
  const next = (): Buffer => fields[index++] ?? Buffer.alloc(0);
  while (fields[index]?.[0] === 0x3a) {
    const letter = next().toString().split(" ").at(-1) ?? "";
    const first = decodeName(next());
    const name = letter.startsWith("R") ? { ...decodeName(next()), old: first } : first;
    files.push({ ...name, status: statusOf(letter), additions: 0, deletions: 0, binary: false });
  }
  for (const file of files) {
    const line = readCounts(next());
    if (line.renamed) index += 2;
    file.additions = line.additions;
    file.deletions = line.deletions;
    file.binary = line.binary;
  }
  return files;
}

/** `added TAB deleted TAB name`; an empty name says that the old and the new one follow. */
function readCounts(field: Buffer): { additions: number; deletions: number; binary: boolean; renamed: boolean } {
  const firstTab = field.indexOf(9);
  const secondTab = field.indexOf(9, firstTab + 1);
  const added = field.toString("latin1", 0, firstTab);
  const removed = field.toString("latin1", firstTab + 1, secondTab);
  return {
    additions: added === "-" ? 0 : Number(added),
    deletions: removed === "-" ? 0 : Number(removed),
    binary: added === "-",
    renamed: secondTab + 1 === field.length,
  };
}

function statusOf(letter: string): ChangedFile["status"] {
  switch (letter.charAt(0)) {
    case "A":
      return "added";
    case "D":
      return "deleted";
    case "R":
      return "renamed";
    case "T":
      return "type_changed";
    default:
      return "modified";
  }
}
