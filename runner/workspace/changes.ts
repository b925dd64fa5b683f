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
  /** As in a tree: 0o100644, 0o100755, 0o120000 (link), 0o160000 (submodule); undefined where the file is not. */
  oldMode?: number;
  newMode?: number;
  /** Bytes; undefined where the file is not, and for submodules. */
  oldSize?: number;
  newSize?: number;
}

export interface ChangeCounts {
  changedFiles: number;
  additions: number;
  deletions: number;
}

const options = ["-r", "-M", "-l1000", "--no-ext-diff", "--no-textconv", "--no-abbrev", "-z"];

/** Every file that differs between two commits or trees, by path. `from` undefined stands for nothing at all. */
export async function changedFiles(mirror: Mirror, from: string | undefined, to: string): Promise<ChangedFile[]> {
  const args = ["diff-tree", ...options, "--raw", "--numstat", "--end-of-options"];
  const { stdout } = await readGit(mirror, [...args, from ?? (await emptyTree(mirror)), to], { timeoutMs: 120_000 });
  const { files, blobs } = parse(splitNul(stdout));
  const sizes = await blobSizes(mirror, blobs);
  const result: ChangedFile[] = [];
  for (const { oldBlob, newBlob, ...file } of files) {
    const [oldSize, newSize] = [sizes.get(oldBlob), sizes.get(newBlob)];
    if (oldSize !== undefined) file.oldSize = oldSize;
    if (newSize !== undefined) file.newSize = newSize;
    result.push(file);
  }
  return result;
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

type RawFile = ChangedFile & { oldBlob: string; newBlob: string };

/** Raw records come first, then the counts, both in the same order. */
function parse(fields: readonly Buffer[]): { files: RawFile[]; blobs: Set<string> } {
  const files: RawFile[] = [];
  const blobs = new Set<string>();
  let index = 0;
  const next = (): Buffer => fields[index++] ?? Buffer.alloc(0);
  while (fields[index]?.[0] === 0x3a) {
    const [oldMode = "", newMode = "", oldBlob = "", newBlob = "", letter = ""] = next().toString().slice(1).split(" ");
    const first = decodeName(next());
    const file: RawFile = {
      ...first,
      status: statusOf(letter),
      additions: 0,
      deletions: 0,
      binary: false,
      ...modeOf("oldMode", oldMode),
      ...modeOf("newMode", newMode),
      oldBlob: oldMode === "160000" ? "" : oldBlob,
      newBlob: newMode === "160000" ? "" : newBlob,
    };
    const renamed = letter.startsWith("R") ? { raw: undefined, ...decodeName(next()), old: first } : {};
    files.push(clean({ ...file, ...renamed }));
    for (const blob of [file.oldBlob, file.newBlob]) if (blob !== "" && !/^0+$/.test(blob)) blobs.add(blob);
  }
  for (const file of files) {
    const line = readCounts(next());
    if (line.renamed) index += 2;
    file.additions = line.additions;
    file.deletions = line.deletions;
    file.binary = line.binary;
  }
  return { files, blobs };
}

function clean(file: Omit<RawFile, "raw"> & { raw?: string | undefined }): RawFile {
  const { raw, ...rest } = file;
  return raw === undefined ? rest : { ...rest, raw };
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

function modeOf<Key extends "oldMode" | "newMode">(key: Key, octal: string): { [name in Key]?: number } {
  const mode = Number.parseInt(octal, 8);
  const value: { [name in Key]?: number } = {};
  if (mode !== 0) Object.assign(value, { [key]: mode });
  return value;
}

async function blobSizes(mirror: Mirror, blobs: ReadonlySet<string>): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (blobs.size === 0) return sizes;
  const args = ["cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer"];
  const { stdout } = await readGit(mirror, args, { input: `${[...blobs].join("\n")}\n` });
  for (const line of stdout.toString("latin1").split("\n")) {
    const [blob = "", size = ""] = line.split(" ");
    if (/^\d+$/.test(size)) sizes.set(blob, Number(size));
  }
  return sizes;
}
