import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "../../runner/store/port.ts";
import type { Run } from "../../shared/model/run.ts";
import { git } from "../builders/git-repository.ts";
import type { Driver } from "./driver.ts";
import type { Ground } from "./ground.ts";

/** Each mirror is whole, checkpoints can be read, each branch was pushed once per change, no directory is unknown. */
export async function brokenGit(
  violations: string[],
  facts: { ground: Ground; store: Store; driver: Driver; runs: readonly Run[] },
): Promise<void> {
  const { ground, store, runs } = facts;
  const mirrors = new Map<string, string>();
  for (const { id, name } of await store.read.projects.list()) {
    if (!runs.some(({ projectId }) => projectId === id)) continue;
    const mirror = join(ground.data, "repositories", name, "repository.git");
    mirrors.set(id, mirror);
    const check = await git(mirror, "fsck", "--full", "--no-dangling").catch((error: unknown) => String(error));
    if (check !== "") violations.push(`git fsck of ${name}: ${check}`);
  }
  for (const run of runs) {
    for (const { commit, ref, tree } of await store.read.checkpoints.forRun(run.id)) {
      const found = await git(mirrors.get(run.projectId) ?? "", "rev-parse", ref, `${commit}^{tree}`).catch(String);
      if (found !== `${commit}\n${tree}`) violations.push(`checkpoint ${ref} of ${run.id} is ${found}`);
    }
    for (const artifact of await store.read.artifacts.forRun(run.id)) {
      const sha256 = await readFile(join(ground.data, artifact.path)).then(
        (bytes) => createHash("sha256").update(bytes).digest("hex"),
        String,
      );
      if (sha256 !== artifact.sha256) violations.push(`artifact ${artifact.path} is not what its row says: ${sha256}`);
    }
  }
  await brokenBranches(violations, facts);
  const root = join(ground.data, "worktrees", "demo");
  const known = (await store.read.worktrees.list({})).filter(({ state }) => state !== "deleted");
  for (const { state, id } of known) {
    if (state !== "ready" && state !== "retained" && state !== "deleting")
      violations.push(`worktree ${id} is ${state}`);
  }
  for (const name of await readdir(root)) {
    if (name === ".trash" || known.some(({ path }) => path === join(root, name))) continue;
    violations.push(`directory ${name} among the worktrees belongs to no row`);
  }
  for (const { path, state, id } of known) {
    const marks = await readFile(join(path, ".setup"), "utf8").catch(() => "");
    if (state === "ready" && marks !== "set up\n")
      violations.push(`spare ${id} was set up like this: ${JSON.stringify(marks)}`);
  }
}

async function brokenBranches(
  violations: string[],
  { ground, store, driver }: { ground: Ground; store: Store; driver: Driver },
): Promise<void> {
  for (const { behaviour, threadId, number } of driver.jobs) {
    const thread = await store.read.threads.get(threadId);
    const ref = `refs/heads/${thread?.branch}`;
    const there = await git(ground.remote, "rev-parse", "--verify", "--quiet", ref).catch(() => "");
    const expected = behaviour.message?.pushed ?? behaviour.pushed;
    if (!expected) {
      if (there !== "") violations.push(`job ${number} (${behaviour.name}) pushed a branch`);
      continue;
    }
    if (there !== thread?.headCommit) {
      violations.push(
        `job ${number} (${behaviour.name}): its branch is at ${there || "nothing"}, not ${thread?.headCommit}`,
      );
      continue;
    }
    const names = (await git(ground.remote, "diff", "--name-only", "main", ref)).split("\n").toSorted();
    if (names.join() !== Object.keys(expected).toSorted().join()) {
      violations.push(`job ${number} (${behaviour.name}) pushed ${names.join(", ")}`);
    }
    for (const [name, content] of Object.entries(expected)) {
      const text = await git(ground.remote, "show", `${ref}:${name}`).catch(String);
      if (text !== content.trimEnd()) violations.push(`job ${number} pushed ${name} with ${JSON.stringify(text)}`);
    }
    const pushes = (await readFile(join(ground.remote, "logs", ref), "utf8")).trim().split("\n").length;
    const commits = Number(await git(ground.remote, "rev-list", "--count", `main..${ref}`));
    const jobs = behaviour.message && !behaviour.message.taken ? 2 : 1;
    if (pushes !== jobs || commits !== jobs) violations.push(`job ${number}: ${pushes} pushes, ${commits} commits`);
  }
}
