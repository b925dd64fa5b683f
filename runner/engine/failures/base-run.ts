import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Job } from "../../../shared/model/job.ts";
import { toSpoolError } from "../../../shared/errors.ts";
import { firstLine } from "../../../shared/text.ts";
import type { StepSigns } from "../../verify/baseline.ts";
import { blankWorktree } from "../blank-worktree.ts";
import { checkDetached, type RunContext } from "../context.ts";
import { setupKey } from "../setup-key.ts";
import { runStep } from "../steps.ts";

const signs = z.object({
  exitCode: z.int().nullable(),
  class: z.string().nullable(),
  fingerprint: z.string().nullable(),
  tests: z.array(z.string()),
});

/** The machine and the services around a check change, too: what was seen longer ago says nothing. */
const keptMs = 7 * 24 * 60 * 60 * 1_000;

/**
 * How a check goes on the base commit, in a clean worktree of it with the project's setup. Run once for each commit and
 * command, and remembered in a file. After a restart of the runner it is gone on with; it ends with the job, and by the
 * check's own time. Undefined when it could not be had, which is told, or was cancelled.
 */
export async function signsOnBase(
  context: RunContext,
  { check, index }: { check: Job["verify"][number]; index: number },
  read: (process: string, end: { exitCode: number | null; timedOut: boolean }) => Promise<StepSigns>,
): Promise<StepSigns | undefined> {
  const commit = context.ledger.run.baseCommit;
  if (commit === null) return undefined;
  const file = cacheFile(context, commit, check.run);
  const known = await remembered(file, context.ledger.now());
  if (known) return known;
  const path = await baseWorktree(context, commit);
  if (path === undefined) return undefined;
  const process = `base-verify-${index + 1}`;
  const command = { argv: ["/bin/sh", "-c", check.run], text: check.run, timeoutMs: check.timeoutMs };
  const result = await runStep(context, {
    kind: "verify",
    process,
    name: onBase(check.name),
    command,
    cwd: path,
  });
  checkDetached(context);
  if (context.cancelled.aborted) return undefined;
  const found = await read(process, result);
  await remember(file, found, context.ledger.now());
  return found;
}

function onBase(name: string): string {
  return `${name.slice(0, 80)} (on the base)`;
}

/** Path of the clean worktree, with the project's setup done; undefined, and told, when that failed. */
async function baseWorktree(context: RunContext, commit: string): Promise<string | undefined> {
  const { ledger, workspaces, projectSettings } = context;
  const { source } = projectSettings;
  try {
    const path = await rowOf(context);
    const begun = ledger.run.progress.steps["base-setup-1"] ?? ledger.run.progress.steps["base-verify-1"];
    if (!begun) {
      await workspaces.create(source, { path, commit, branch: null });
      await workspaces.copyDeclared(source, path);
    }
    for (const [index, command] of projectSettings.setup.entries()) {
      const request = { kind: "setup" as const, process: `base-setup-${index + 1}`, command, cwd: path };
      const result = await runStep(context, { ...request, name: onBase(command.text) });
      checkDetached(context);
      if (context.cancelled.aborted) return undefined;
      if (result.exitCode !== 0) throw new Error(`its setup failed: ${firstLine(command.text, 100)}`);
    }
    return path;
  } catch (error) {
    checkDetached(context);
    if (context.cancelled.aborted) return undefined;
    const why = firstLine(toSpoolError(error).message, 300);
    await ledger.warn("baseline", `what failed could not be compared with the base: ${why}`);
    return undefined;
  }
}

/**
 * The row comes before the directory and says `provisioning` to its end: such a one is its run's while that goes on, and
 * is removed with whatever is in it once the run has ended, however it ended.
 */
async function rowOf(context: RunContext): Promise<string> {
  const { ledger, project, settings } = context;
  const { baseWorktree: earlier } = ledger.run.progress;
  const existing = earlier === null ? undefined : await ledger.core.store.read.worktrees.get(earlier);
  if (existing?.state === "provisioning") return existing.path;
  const id = ledger.core.ids.make("worktree");
  const path = join(settings.paths.worktrees, project.name, id);
  const row = { ...blankWorktree(id, project, path, ledger.now()), runId: ledger.run.id };
  await ledger.record(
    ({ progress }) => ({ progress: { ...progress, baseWorktree: id } }),
    [],
    (transaction) => transaction.worktrees.insert({ ...row, baseCommit: ledger.run.baseCommit }),
  );
  return path;
}

function cacheFile(context: RunContext, commit: string, command: string): string {
  const { project, projectSettings, settings } = context;
  const key = [project.id, commit, setupKey(projectSettings), command].join("\0");
  const name = createHash("sha256").update(key).digest("hex").slice(0, 32);
  return join(settings.paths.runs, "baselines", `${name}.json`);
}

async function remembered(file: string, now: number): Promise<StepSigns | undefined> {
  try {
    if (now - (await stat(file)).mtimeMs > keptMs) return undefined;
    const parsed = signs.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    // Not there, or half of it after the machine died: it is found out again.
    return undefined;
  }
}

async function remember(file: string, found: StepSigns, now: number): Promise<void> {
  const directory = join(file, "..");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(found), { mode: 0o600 });
  await rename(`${file}.new`, file);
  for (const name of await readdir(directory)) {
    const other = join(directory, name);
    const age = await stat(other).then(
      ({ mtimeMs }) => now - mtimeMs,
      // Another run of the same time has removed it.
      () => 0,
    );
    if (age > keptMs) await rm(other, { force: true });
  }
}
