import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeGit } from "./mirror-git.ts";
import { exists, pathOfRecord, recordIds } from "./record.ts";
import { placeOf, type Workspace, type WorktreePlace } from "./workspace.ts";

export interface SweepReport {
  /** Worktrees and other directories below the root that nobody knows. They may hold work: look before removing. */
  directories: string[];
  /** Git's records of worktrees that nobody knows or whose files are gone. */
  records: { id: string; path: string; filesGone: boolean }[];
  /** Known paths that are not there. */
  missing: string[];
}

/** Compares what is on disk with what the caller knows. Changes nothing; `removeWorktree` takes any path it names. */
export async function sweep(workspace: Workspace, knownPaths: readonly string[]): Promise<SweepReport> {
  const known = new Map<string, WorktreePlace>();
  for (const path of knownPaths) {
    const place = await placeOf(workspace, path);
    known.set(place.path, place);
  }
  const report: SweepReport = { directories: [], records: [], missing: [] };
  for (const path of known.keys()) if (!(await exists(path))) report.missing.push(path);
  await findDirectories(workspace.root, known, report);
  const records = join(workspace.mirror.layout.repository, "worktrees");
  for (const id of await recordIds(workspace.mirror)) {
    const path = await pathOfRecord(join(records, id));
    const filesGone = !(await exists(join(path, ".git")));
    if (filesGone || known.get(path)?.id !== id) report.records.push({ id, path, filesGone });
  }
  return report;
}

/** A directory on the way to a known worktree is no orphan, what stands beside it may be. */
async function findDirectories(
  directory: string,
  known: ReadonlyMap<string, WorktreePlace>,
  report: SweepReport,
): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name === ".trash") continue;
    const path = join(directory, entry.name);
    if (known.has(path)) continue;
    const leadsToKnown = [...known.keys()].some((other) => other.startsWith(`${path}/`));
    if (leadsToKnown && entry.isDirectory()) await findDirectories(path, known, report);
    else report.directories.push(path);
  }
}

/** Forgets records whose files are gone, also of worktrees that an agent made elsewhere. */
export async function pruneRecords(workspace: Workspace): Promise<void> {
  const { mirror } = workspace;
  await mirror.queue.run(() => writeGit(mirror, ["worktree", "prune", "--expire=now"]));
}
