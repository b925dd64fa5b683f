import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { checkpoint, nextCheckpointRef } from "../../runner/workspace/checkpoint.ts";
import { readBlob } from "../../runner/workspace/contents.ts";
import { fetchMirror, openMirror } from "../../runner/workspace/mirror.ts";
import { resolveCommit } from "../../runner/workspace/mirror-git.ts";
import { orphanDirectories } from "../../runner/workspace/orphans.ts";
import { recordIds } from "../../runner/workspace/record.ts";
import { emptyTrash, removeWorktree } from "../../runner/workspace/trash.ts";
import { claimWorktree, createWorktree, detachWorktree, materialise } from "../../runner/workspace/worktree.ts";
import { closeWorkspace, openWorkspace } from "../../runner/workspace/workspace.ts";
import { bench, commitAll, git, until, writeFiles } from "./scratch.ts";

const worker = join(import.meta.dirname, "fixtures", "worker.ts");

type Said =
  | { kind: "ready" }
  | { kind: "turn"; turn: number; branch: string }
  | { kind: "parked"; commit: string; ref: string; content: string };

test("killed at any instant: repeating succeeds, and nothing that was promised is lost", async () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < 300; index++) files[`d${index % 20}/f${index}.txt`] = `${index}\n`;
  const on = await bench(files);
  const { source, base, mirror, workspace } = on;
  for (let index = 0; index < 300; index += 2) files[`d${index % 20}/f${index}.txt`] = `${index} again\n`;
  await writeFiles(source, files);
  const newer = commitAll(source, "newer");
  await fetchMirror(mirror);
  const parked: (Said & { kind: "parked" })[] = [];
  for (let round = 0; round < 8; round++) {
    const said: Said[] = [];
    const args = [worker, mirror.layout.directory, source, workspace.root, base, newer, String(round)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line) as Said));
    await until(() => said.length > 0 || child.exitCode !== null, "the worker starts");
    await delay(Math.random() * 350);
    expect(child.exitCode).toBeNull();
    child.kill("SIGKILL");
    await ended;
    parked.push(...said.filter((line) => line.kind === "parked"));
    await repeat(on, newer, said.findLast((line) => line.kind === "turn")?.branch ?? `spool/none-${round}`);
  }
  for (const { commit, ref, content } of parked) {
    expect(await resolveCommit(mirror, ref)).toBe(commit);
    expect((await readBlob(mirror, commit, "work.txt")).bytes.toString()).toBe(content);
  }
  expect(git(mirror.layout.repository, "fsck", "--no-dangling", "--connectivity-only")).toBe("");
  await emptyTrash(workspace);
  await closeWorkspace(workspace);
  expect(readdirSync(workspace.trash)).toEqual([]);
  await until(() => orphans(on.directory).length === 0, "no git is left");
}, 120_000);

/** What a runner does that starts again: the same calls with the same arguments. */
async function repeat(on: Awaited<ReturnType<typeof bench>>, newer: string, branch: string): Promise<void> {
  const mirror = await openMirror({
    directory: on.mirror.layout.directory,
    url: on.source,
    lockPolicy: on.mirror.lockPolicy,
  });
  const workspace = await openWorkspace(mirror, on.workspace.root);
  const [spare, cold] = [join(workspace.root, "spare"), join(workspace.root, "cold")];
  const before = existsSync(join(spare, "work.txt")) ? readFileSync(join(spare, "work.txt"), "utf8") : undefined;
  if (before !== undefined) {
    const ref = await nextCheckpointRef(mirror, "refs/spool/checkpoints/rescue");
    const rescued = await checkpoint(workspace, { path: spare, ref, message: "found" });
    const commit = rescued.kind === "made" ? rescued.commit : "";
    assert.equal((await readBlob(mirror, commit, "work.txt")).bytes.toString(), before);
    await detachWorktree(workspace, spare);
  } else {
    await createWorktree(workspace, { path: spare, commit: on.base }).catch((error: { reason?: string }) => {
      // The kill fell behind the claim's move: the worktree is whole, and stands further on.
      assert.equal(error.reason, "path_exists");
    });
    await removeWorktree(workspace, cold);
    await claimWorktree(workspace, { path: spare, commit: newer, branch });
    assert.equal(git(spare, "status", "--porcelain", "-b"), `## ${branch}`);
    assert.equal(git(spare, "rev-parse", "HEAD"), newer);
    await writeFile(join(spare, "work.txt"), "repeated\n");
    const ref = await nextCheckpointRef(mirror, "refs/spool/checkpoints/repeat");
    const made = await checkpoint(workspace, { path: spare, ref, message: "again" });
    await detachWorktree(workspace, spare);
    if (made.kind !== "made") throw new Error("nothing was made");
    await materialise(workspace, { path: cold, checkpoint: made.commit, branch });
    assert.equal(git(cold, "status", "--porcelain"), "?? work.txt");
  }
  await removeWorktree(workspace, spare);
  await removeWorktree(workspace, cold);
  assert.deepEqual([await orphanDirectories(workspace, []), await recordIds(mirror)], [[], []]);
  await closeWorkspace(workspace);
}

/** Programs that still work in the directory. */
function orphans(directory: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (command.includes(directory)) found.push(command);
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
