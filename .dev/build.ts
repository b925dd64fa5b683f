import { chmod } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";

export const root = join(import.meta.dirname, "..");

/**
 * Bundles the runner into dist/runner: one file for the CLI and one for the daemon, so that a command starts without
 * loading the store. better-sqlite3 stays outside: its native binary is found relative to its own package.
 * Resolves with the files that it wrote, relative to the root.
 */
export async function build(): Promise<string[]> {
  const { metafile } = await esbuild.build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: { spool: "runner/cli/bin.ts", "scripted-agent": "runner/agents/scripted/agent.ts" },
    outdir: "dist/runner",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.13",
    external: ["better-sqlite3"],
    sourcemap: true,
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
    // CommonJS packages inside an ES module bundle still call require for Node's own modules.
    banner: {
      js: 'import { createRequire as spoolRequire } from "node:module"; const require = spoolRequire(import.meta.url);',
    },
  });
  for (const name of ["spool.js", "scripted-agent.js"]) await chmod(join(root, "dist/runner", name), 0o755);
  return Object.keys(metafile.outputs);
}
