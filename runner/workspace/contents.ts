import { decodeName, encodeName, splitNul, type FileName } from "./file-name.ts";
import type { GitOptions } from "./git.ts";
import { GitError } from "./git-error.ts";
import { emptyTree } from "./changes.ts";
import { readGit, resolveObject, type Mirror } from "./mirror-git.ts";

export interface TreeEntry {
  /** Whole path from the repository's root. */
  name: FileName;
  kind: "file" | "executable" | "link" | "directory" | "submodule";
  id: string;
  /** Bytes, of files and links. */
  size?: number;
}

export interface Blob {
  bytes: Buffer;
  /** Of the whole file. */
  size: number;
  kind: TreeEntry["kind"];
}

export interface PatchText {
  /** Not necessarily UTF-8: a patch holds the files' own bytes. */
  bytes: Buffer;
  truncated: boolean;
}

/** Unified diff of two commits or trees. `from` undefined stands for nothing at all. */
export async function patchText(
  mirror: Mirror,
  from: string | undefined,
  to: string,
  request: { paths?: readonly (FileName | string)[]; limitBytes?: number; contextLines?: number } = {},
): Promise<PatchText> {
  const args = ["diff-tree", "-p", "-r", "-M", "-l1000", "--no-ext-diff", "--no-textconv", "--full-index"];
  args.push(`-U${request.contextLines ?? 3}`, "--end-of-options", from ?? (await emptyTree(mirror)), to, "--");
  const result = await withPaths(mirror, args, request.paths ?? [], {
    limitBytes: request.limitBytes ?? 8 * 1024 * 1024,
    timeoutMs: 120_000,
  });
  return { bytes: result.stdout, truncated: result.truncated };
}

/** Throws `file_missing`. `range` in bytes; without a length up to the end. */
export async function readBlob(
  mirror: Mirror,
  commit: string,
  path: FileName | string,
  range: { offset?: number; length?: number } = {},
): Promise<Blob> {
  const entry = await findEntry(mirror, commit, path);
  if (entry?.size === undefined) {
    const shown = typeof path === "string" ? path : path.path;
    throw new GitError("file_missing", `no file ${JSON.stringify(shown)} in ${commit}`);
  }
  const limits = {
    skipBytes: range.offset ?? 0,
    ...(range.length !== undefined && { limitBytes: range.length }),
  };
  const { stdout } = await readGit(mirror, ["cat-file", "blob", entry.id], limits);
  return { bytes: stdout, size: entry.size, kind: entry.kind };
}

/** The entries of one directory; `""` is the root. Throws `file_missing`. */
export async function listTree(
  mirror: Mirror,
  commit: string,
  directory: FileName | string = "",
): Promise<TreeEntry[]> {
  const isRoot = encodeName(directory).length === 0;
  const entry = isRoot ? undefined : await findEntry(mirror, commit, directory);
  if (!isRoot && entry?.kind !== "directory") {
    const shown = typeof directory === "string" ? directory : directory.path;
    throw new GitError("file_missing", `no directory ${JSON.stringify(shown)} in ${commit}`);
  }
  const tree = entry?.id ?? commit;
  const { stdout } = await readGit(mirror, ["ls-tree", "-z", "-l", "--full-tree", "--end-of-options", tree]);
  const prefix = isRoot ? Buffer.alloc(0) : Buffer.concat([encodeName(directory), Buffer.from("/")]);
  return splitNul(stdout).map((field) => parseEntry(field, prefix));
}

async function findEntry(mirror: Mirror, commit: string, path: FileName | string): Promise<TreeEntry | undefined> {
  // That there is nothing is found without starting a git. Names that revisions have a meaning of their own for go the long way.
  const isPlain = typeof path === "string" && !/^\.\.?(?:\/|$)|\n/.test(path);
  if (isPlain && (await resolveObject(mirror, `${commit}:${path}`)) === undefined) return undefined;
  const args = ["ls-tree", "-z", "-l", "--full-tree", "--end-of-options", commit, "--"];
  const { stdout } = await withPaths(mirror, args, [path], {});
  const wanted = encodeName(path);
  for (const field of splitNul(stdout)) {
    if (field.subarray(field.indexOf(9) + 1).equals(wanted)) return parseEntry(field, Buffer.alloc(0));
  }
  return undefined;
}

/** Names that are not UTF-8 take the way around Node's argv. */
function withPaths(
  mirror: Mirror,
  args: readonly string[],
  paths: readonly (FileName | string)[],
  options: GitOptions,
): ReturnType<typeof readGit> {
  const isPlain = paths.every((path) => typeof path === "string" || path.raw === undefined);
  if (!isPlain) return readGit(mirror, args, { ...options, rawArguments: paths.map((path) => encodeName(path)) });
  return readGit(mirror, [...args, ...paths.map((path) => (typeof path === "string" ? path : path.path))], options);
}

/** `mode type id size TAB name`. */
function parseEntry(field: Buffer, prefix: Buffer): TreeEntry {
  const tab = field.indexOf(9);
  const [mode = "", , id = "", size = ""] = field.toString("latin1", 0, tab).split(/ +/);
  const name = decodeName(Buffer.concat([prefix, field.subarray(tab + 1)]));
  return { name, kind: kindOf(mode), id, ...(/^\d+$/.test(size) && { size: Number(size) }) };
}

function kindOf(mode: string): TreeEntry["kind"] {
  switch (mode) {
    case "040000":
      return "directory";
    case "120000":
      return "link";
    case "160000":
      return "submodule";
    case "100755":
      return "executable";
    default:
      return "file";
  }
}
