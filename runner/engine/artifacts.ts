import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, relative } from "node:path";
import { pipeline } from "node:stream/promises";
import { SpoolError } from "../../shared/errors.ts";
import type { Artifact } from "../../shared/model/records.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import type { RunContext } from "./context.ts";

export async function worktreeOf(context: RunContext): Promise<Worktree> {
  const { run, core } = context.ledger;
  const worktree = run.worktreeId === null ? undefined : await core.store.read.worktrees.get(run.worktreeId);
  if (!worktree) throw new SpoolError("internal", `run ${run.id} has no worktree`);
  return worktree;
}

/**
 * Files of the run that stay: hashed, sized and listed. A file that is listed already is not listed twice, but described
 * anew: a patch set that was exported again after a kill need not be the same to the byte. `root` says which directory the stored path is relative to.
 */
export async function addArtifacts(
  context: RunContext,
  files: readonly { path: string; kind: Artifact["kind"]; name?: string; summary?: string }[],
): Promise<void> {
  const { ledger, settings } = context;
  const { run, core } = ledger;
  const known = new Map((await core.store.read.artifacts.forRun(run.id)).map((artifact) => [artifact.path, artifact]));
  const changed: Artifact[] = [];
  const added: Artifact[] = [];
  for (const file of files) {
    const path = artifactPath(settings.paths, file.path);
    const { size, sha256 } = await digest(file.path);
    const before = known.get(path);
    if (before) {
      if (before.sha256 !== sha256) changed.push({ ...before, size, sha256 });
      continue;
    }
    added.push({
      id: core.ids.make("artifact"),
      threadId: run.threadId,
      jobId: run.jobId,
      runId: run.id,
      kind: file.kind,
      name: file.name ?? basename(file.path),
      path,
      size,
      sha256,
      summary: file.summary ?? null,
      metadata: {},
      createdAt: ledger.now(),
    });
  }
  if (added.length === 0 && changed.length === 0) return;
  await ledger.record(
    {},
    added.map(({ id: artifactId, kind, name, size }) => ({
      type: "artifact.added",
      data: { artifactId, kind, name, size },
    })),
    async (transaction) => {
      for (const artifact of added) await transaction.artifacts.insert(artifact);
      for (const { id, size, sha256 } of changed) await transaction.artifacts.update(id, { size, sha256 });
    },
  );
}

/** Stored as `runs/…` or `artifacts/…`: the data directory may move. */
function artifactPath(paths: RunContext["settings"]["paths"], path: string): string {
  for (const root of ["runs", "artifacts"] as const) {
    const inside = relative(paths[root], path);
    if (!inside.startsWith("..")) return `${root}/${inside}`;
  }
  throw new SpoolError("internal", `${path} is outside the runner's directories`);
}

async function digest(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { size: (await stat(path)).size, sha256: hash.digest("hex") };
}
