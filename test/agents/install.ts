import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { underGuard } from "../builders/guard.ts";

const here = import.meta.dirname;
const modules = join(here, "node_modules");
const stamp = join(modules, ".spool-lock");
const run = promisify(execFile);

/** The vendors' binaries run by themselves: their wrappers need an install script or add a process between. */
export const programs = {
  claude: join(modules, "@anthropic-ai/claude-code-linux-x64/claude"),
  codex: join(modules, "@openai/codex-linux-x64/vendor/x86_64-unknown-linux-musl/bin/codex"),
  gemini: join(modules, "@google/gemini-cli/bundle/gemini.js"),
};

/** The pinned binaries exist for this platform only. */
export const supported = process.platform === "linux" && process.arch === "x64";

async function installed(lock: string): Promise<boolean> {
  // Not there yet is the usual case.
  return (await readFile(stamp, "utf8").catch(() => "")) === lock;
}

/** Installs what the lock file names, once; test files that start at the same time wait for the one that does. */
export async function installAgents(): Promise<void> {
  const lock = createHash("sha256")
    .update(await readFile(join(here, "package-lock.json")))
    .digest("hex");
  await underGuard(
    join(here, ".installing"),
    () => installed(lock),
    async () => {
      const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--engine-strict=false"];
      await run("npm", ["ci", ...flags], { cwd: here });
      await writeFile(stamp, lock);
    },
  );
}
