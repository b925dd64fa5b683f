import { randomUUID } from "node:crypto";
import { chmod, lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { execa } from "execa";
import { discardRecord } from "./record.ts";
import { placeOf, type Workspace, type WorktreePlace } from "./workspace.ts";

/**
 * Takes a worktree away: one rename, then its files are deleted behind the caller's back (`closeWorkspace` waits). What
 * only stood in the worktree is lost: park a checkpoint first. Doing it twice is fine.
 */
export async function removeWorktree(workspace: Workspace, path: string): Promise<void> {
  const place = await placeOf(workspace, path);
  await workspace.queues.run(place.id, () => discard(workspace, place));
}

/** Moves worktree and record out of sight and deletes both in the background. */
export async function discard(workspace: Workspace, place: WorktreePlace): Promise<void> {
  const target = join(workspace.trash, `${basename(place.path)}-${randomUUID()}`);
  const trashed: string[] = [];
  if (await moveToTrash(place.path, target)) trashed.push(target);
  const record = await discardRecord(workspace.mirror, place);
  if (record !== undefined) trashed.push(record);
  await rm(place.lock, { force: true });
  deleteLater(workspace, trashed);
}

/** Deletes what earlier runners left in the trash. Call once at the start. */
export async function emptyTrash(workspace: Workspace): Promise<void> {
  for (const trash of [workspace.trash, workspace.mirror.layout.trash]) {
    const names = await readdir(trash);
    // As many as fit into one command line, whatever the names.
    for (let first = 0; first < names.length; first += 200) {
      deleteLater(
        workspace,
        names.slice(first, first + 200).map((name) => join(trash, name)),
      );
    }
  }
}

async function moveToTrash(path: string, target: string): Promise<boolean> {
  const status = await lstat(path).catch(() => undefined);
  if (!status) return false;
  // Moving a directory writes its `..`, so an agent's `chmod 0555` on it would forbid the move.
  if (status.isDirectory() && (status.mode & 0o700) !== 0o700) await chmod(path, status.mode | 0o700);
  await rename(path, target);
  return true;
}

function deleteLater(workspace: Workspace, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const work = deleteTrees(paths)
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      workspace.mirror.warn({
        kind: "trash_left",
        message: `could not delete: ${message}`,
        paths: paths.slice(0, 100),
      });
    })
    .finally(() => workspace.deletions.delete(work));
  workspace.deletions.add(work);
}

/** By rm(1) at low priority: deleting 50 000 files from here would keep the thread pool from everyone else. */
async function deleteTrees(paths: readonly string[]): Promise<void> {
  const remove = ["-n", "19", "rm", "-rf", "--one-file-system", "--", ...paths];
  const options = { reject: false, stdin: "ignore" } as const;
  if ((await execa("nice", remove, options)).exitCode === 0) return;
  // A package manager or test left directories that their owner may not write.
  await execa("chmod", ["-R", "u+rwX", "--", ...paths], options);
  const second = await execa("nice", remove, options);
  if (second.exitCode !== 0) throw new Error(second.stderr.slice(0, 500));
}
