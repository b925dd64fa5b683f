import { chmod, copyFile } from "node:fs/promises";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { buildExtension } from "./build-extension.ts";
import { oneLanguage, withoutEvaluation } from "./bundle-plugins.ts";

export const root = join(import.meta.dirname, "..");

/** What the bundles leave outside: packages that must be there at run time. */
export const externals = {
  // Its native binary is found relative to its own package.
  runner: ["better-sqlite3"],
  // `bufferutil` and `utf-8-validate` are optional native parts of ws: none may get into the bundle.
  extension: ["vscode", "bufferutil", "utf-8-validate"],
};

/** Everything that ships: the runner, the extension, its webviews. Resolves with the files written, relative to the root. */
export async function build(): Promise<string[]> {
  const outputs = await Promise.all([buildRunner(), buildExtension(root, externals.extension), buildWebviews()]);
  return outputs.flat();
}

/** One module per screen; what only some need is in chunks that are loaded when they do. */
async function buildWebviews(): Promise<string[]> {
  const { metafile } = await esbuild.build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: {
      thread: "webview/screens/thread/main.ts",
      plan: "webview/screens/plan/main.ts",
      page: "webview/page.css",
    },
    outdir: "dist/webview",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "chrome132",
    plugins: [oneLanguage, withoutEvaluation],
    sourcemap: true,
    // Without a hash: pages name them (`panelPage`). Were there two of one name, esbuild would refuse.
    chunkNames: "chunks/[name]",
    logLevel: "warning",
  });
  const codicons = join(root, "node_modules/@vscode/codicons/dist");
  const copied = ["codicon.css", "codicon.ttf"];
  for (const name of copied) await copyFile(join(codicons, name), join(root, "dist/webview", name));
  return [...Object.keys(metafile.outputs), ...copied.map((name) => `dist/webview/${name}`)];
}

/**
 * Bundles the runner into dist/runner: one file for the CLI and one for the daemon, so that a command starts without
 * loading the store. Resolves with the files that it wrote, relative to the root.
 */
async function buildRunner(): Promise<string[]> {
  const outputs = await Promise.all([
    bundleForNode({
      spool: "runner/cli/bin.ts",
      // Threads are started from files.
      "preflight-worker": "runner/gates/preflight/worker.ts",
    }),
    // Apart, so that it shares no chunk with what is larger: it is started anew for each run.
    bundleForNode({ "scripted-agent": "runner/agents/scripted/agent.ts" }),
  ]);
  for (const name of ["spool.js", "scripted-agent.js"]) await chmod(join(root, "dist/runner", name), 0o755);
  return outputs.flat();
}

async function bundleForNode(entryPoints: Record<string, string>): Promise<string[]> {
  const { metafile } = await esbuild.build({
    metafile: true,
    absWorkingDir: root,
    entryPoints,
    outdir: "dist/runner",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.13",
    external: externals.runner,
    plugins: [oneLanguage],
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: true,
    chunkNames: "chunks/[name]-[hash]",
    logLevel: "warning",
    // CommonJS packages inside an ES module bundle still call require for Node's own modules.
    banner: {
      js: 'import { createRequire as spoolRequire } from "node:module"; const require = spoolRequire(import.meta.url);',
    },
  });
  return Object.keys(metafile.outputs);
}
