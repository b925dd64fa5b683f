import { cp, mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { decodeName } from "./file-name.ts";
import { runGit, type GitOptions } from "./git.ts";
import { GitError } from "./git-error.ts";
import { privateIndex } from "./private-index.ts";
import type { WorkspaceWarning } from "./warning.ts";
import { worktreeOptions, type Workspace, type WorktreePlace } from "./workspace.ts";

export interface Capture {
  tree: string;
  warnings: WorkspaceWarning[];
}

type Approach = "copied_index" | "fresh_index" | "plain_bytes";

/**
 * The worktree's whole state as a tree: tracked files and untracked ones that are not ignored. Writes objects only.
 * An index that cannot be used is built anew from `head`; attributes that cannot be obeyed are left out the third time.
 */
export async function captureTree(
  workspace: Workspace,
  place: WorktreePlace,
  head: string | undefined,
  signal?: AbortSignal,
): Promise<Capture> {
  const approaches: Approach[] = ["copied_index", "fresh_index", "plain_bytes"];
  let failure: unknown;
  for (const approach of approaches) {
    try {
      return await capture(workspace, place, head, approach, signal);
    } catch (error) {
      const isFinal = !GitError.isGit(error) || ["cancelled", "timeout", "disk_full"].includes(error.reason);
      if (isFinal) throw error;
      failure = error;
    }
  }
  throw failure;
}

async function capture(
  workspace: Workspace,
  place: WorktreePlace,
  head: string | undefined,
  approach: Approach,
  signal: AbortSignal | undefined,
): Promise<Capture> {
  const { mirror } = workspace;
  const original = approach === "copied_index" ? join(place.record, "index") : undefined;
  await using index = await privateIndex(mirror, original);
  await using common = approach === "plain_bytes" ? await controlWithoutAttributes(workspace) : undefined;
  const base = worktreeOptions(mirror, place);
  const options: GitOptions = {
    ...base,
    write: true,
    timeoutMs: 600_000,
    ...(signal && { signal }),
    environment: {
      ...base.environment,
      GIT_INDEX_FILE: index.path,
      ...(common && { GIT_COMMON_DIR: common.path }),
    },
  };
  const warnings: WorkspaceWarning[] = [];
  if (approach !== "copied_index") {
    await runGit(["read-tree", head ?? "--empty"], options);
    warnings.push({
      kind: approach === "plain_bytes" ? "attributes_ignored" : "index_rebuilt",
      message:
        approach === "plain_bytes"
          ? "the repository's attributes could not be obeyed; files were taken byte for byte"
          : "the worktree's index could not be used and was built anew",
    });
  }
  const args = ["add", "--all", "--ignore-errors"];
  const [added, odd] = await Promise.all([
    runGit(args, { ...options, accept: [0, 1] }),
    approach === "copied_index" ? oddEntries(workspace, place) : { hidden: [], repositories: [] },
  ]);
  warnings.push(...readComplaints(added.stderr, odd.repositories));
  if (odd.hidden.length > 0) {
    const input = Buffer.concat(odd.hidden.flatMap((path) => [path, Buffer.alloc(1)]));
    await runGit(["update-index", "-z", "--no-assume-unchanged", "--stdin"], { ...options, input });
    await runGit(args, { ...options, accept: [0, 1] });
  }
  const tree = (await runGit(["write-tree"], options)).stdout.toString().trim();
  return { tree, warnings };
}

/** Entries that `git add` would pass over in silence, and nested repositories. */
async function oddEntries(
  workspace: Workspace,
  place: WorktreePlace,
): Promise<{ hidden: Buffer[]; repositories: string[] }> {
  const hidden: Buffer[] = [];
  const repositories: string[] = [];
  const args = ["ls-files", "-z", "-v", "--stage"];
  let listing: Buffer;
  try {
    listing = (await runGit(args, worktreeOptions(workspace.mirror, place))).stdout;
  } catch (error) {
    // An index that cannot be read is met by the capture itself, which has a way around it.
    if (GitError.isGit(error, "failed") || GitError.isGit(error, "corrupt")) return { hidden, repositories };
    throw error;
  }
  // By bytes and without splitting: this runs beside every checkpoint, on every file of the repository.
  for (let start = 0; start < listing.length;) {
    const end = listing.indexOf(0, start);
    if (end === -1) break;
    const tag = listing[start] ?? 0;
    const isLower = tag >= 0x61 && tag <= 0x7a;
    const isRepository = listing[start + 2] === 0x31 && listing[start + 3] === 0x36;
    if (isLower || isRepository) {
      const name = listing.subarray(listing.indexOf(0x09, start) + 1, end);
      if (isLower) hidden.push(name);
      if (isRepository) repositories.push(decodeName(name).path);
    }
    start = end + 1;
  }
  return { hidden, repositories };
}

function readComplaints(stderr: string, repositories: readonly string[]): WorkspaceWarning[] {
  const nested = [...stderr.matchAll(/adding embedded git repository: (.*)/g)].map((match) => match[1] ?? "");
  nested.push(...[...stderr.matchAll(/'(.*?)\/?' does not have a commit checked out/g)].map((match) => match[1] ?? ""));
  const skipped = [
    ...stderr.matchAll(/(?:unable to index file|could not open directory|invalid path) '(.*?)'/gi),
    ...stderr.matchAll(/error: open\("(.*?)"\)/g),
  ].map((match) => match[1] ?? "");
  const warnings: WorkspaceWarning[] = [];
  const inside = [...new Set([...nested, ...repositories])];
  if (inside.length > 0) {
    const message = "repositories inside the worktree: a checkpoint holds their commit id, not their uncommitted files";
    warnings.push({ kind: "nested_repository", message, paths: inside.slice(0, 100) });
  }
  const left = [...new Set(skipped)].filter((path) => !inside.includes(path.replace(/\/$/, "")));
  if (left.length > 0) {
    const message = "files could not be read and are missing from the checkpoint";
    warnings.push({ kind: "file_skipped", message, paths: left.slice(0, 100) });
  }
  return warnings;
}

/** A copy of the control directory (files and links, no objects) whose attributes turn every conversion off. */
async function controlWithoutAttributes(workspace: Workspace): Promise<{ path: string } & AsyncDisposable> {
  const { control, scratch } = workspace.mirror.layout;
  const directory = await mkdtemp(join(scratch, "control-"));
  const path = join(directory, "control");
  await cp(control, path, { recursive: true, verbatimSymlinks: false });
  await mkdir(join(path, "info"), { recursive: true });
  await writeFile(join(path, "info", "attributes"), "* -text !eol -ident -filter !working-tree-encoding\n");
  return { path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
