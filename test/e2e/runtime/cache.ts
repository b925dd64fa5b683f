import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { underGuard } from "../../builders/guard.ts";

const here = import.meta.dirname;
const run = promisify(execFile);
const weekMs = 7 * 24 * 60 * 60 * 1000;

/** A folder beside this file with a package.json and its lock. */
export type Part = "newest" | "oldest" | "browser";

function root(): string {
  const { SPOOL_E2E_CACHE: own, XDG_CACHE_HOME: caches } = process.env;
  return own || join(caches || join(homedir(), ".cache"), "spool-e2e");
}

/** Installs what a lock file in the folder names, without running a line of what it brings. */
export async function npmCi(folder: string, ...flags: string[]): Promise<void> {
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--engine-strict=false"];
  await run("npm", ["ci", "--ignore-scripts", ...quiet, ...flags], { cwd: folder, maxBuffer: 1 << 24 });
}

/** What the folder's content follows from: the lock, and all that is done to what it names. */
async function contentHash(part: Part): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["cache.ts", "install.ts", "reduce.ts", "stubs/spdlog.cjs", "stubs/watchdog.cjs"]) {
    hash.update(await readFile(join(here, name)));
  }
  hash.update(await readFile(join(here, part, "package-lock.json")));
  return hash.digest("hex").slice(0, 12);
}

/** Removes what other versions of the same part left, once nobody has used it for a week: each takes 0.3 GB. */
async function removeOld(part: Part, keep: string): Promise<void> {
  for (const name of await readdir(root())) {
    if (!name.startsWith(`${part}-`) || name.startsWith(keep)) continue;
    const path = join(root(), name);
    // Gone meanwhile: another clone cleans too.
    const used = await stat(path).catch(() => undefined);
    if (used && Date.now() - used.mtimeMs > weekMs) await rm(path, { recursive: true, force: true });
  }
}

/**
 * The folder of a part, outside of the clone, installed and given to `finish` on its first use. It appears whole or
 * not at all: it is made under another name. Clones that want it at the same time wait for the first.
 */
export async function cached(part: Part, finish: (folder: string) => Promise<void>): Promise<string> {
  const name = `${part}-${await contentHash(part)}`;
  const folder = join(root(), name);
  const isDone = () =>
    stat(folder).then(
      () => true,
      () => false,
    );
  await mkdir(root(), { recursive: true });
  await underGuard(join(root(), `${name}.installing`), isDone, async () => {
    process.stderr.write(`spool: installing ${part} of test/e2e/runtime (once) …\n`);
    const draft = join(root(), `${name}.draft`);
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft);
    for (const file of ["package.json", "package-lock.json"]) await copyFile(join(here, part, file), join(draft, file));
    await npmCi(draft);
    await finish(draft);
    await writeFile(join(draft, "made"), `${new Date().toISOString()}\n`);
    await rename(draft, folder);
    await removeOld(part, name);
  });
  const now = new Date();
  await utimes(folder, now, now);
  return folder;
}
