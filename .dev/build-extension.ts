import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import * as esbuild from "esbuild";
import { noJsonSchema, oneLanguage, withoutEvaluation } from "./bundle-plugins.ts";
import { vscodeNames } from "./vscode-names.ts";

/** The Node of the oldest VS Code that is supported. */
const target = "node22.15";

/**
 * What VS Code's host loads: `extension.cjs` when it activates, and chunks that are loaded when something needs them. All are
 * CommonJS, which every supported VS Code loads. Resolves with the files written, relative to the root.
 */
export async function buildExtension(root: string, external: string[]): Promise<string[]> {
  const written = await Promise.all([buildChunks(root, external), buildSocket(root, external)]);
  return written.flat();
}

/** esbuild splits ES modules only: it makes those first, and then of each a CommonJS module. */
async function buildChunks(root: string, external: string[]): Promise<string[]> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { extension: "extension/vscode/extension.ts" },
    outdir: "dist/extension",
    outExtension: { ".js": ".cjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    format: "esm",
    platform: "node",
    target,
    plugins: [oneLanguage, noJsonSchema, withoutEvaluation, vscodeNames(root), socketApart],
    external,
    sourcemap: "inline",
    legalComments: "none",
    logLevel: "warning",
    // A name of VS Code's that its oldest supported version does not have.
    logOverride: { "import-is-undefined": "error" },
  });
  const written = await Promise.all(outputFiles.map((file) => writeCommonJs(root, file)));
  return written.flat();
}

async function writeCommonJs(root: string, { path, text }: esbuild.OutputFile): Promise<string[]> {
  // Then nobody could read from the file what it asks for.
  if (text.includes("Dynamic require of"))
    throw new Error(`a CommonJS package got into ${path}: bundle it apart, as ws is`);
  const { code, map } = await esbuild.transform(text, {
    format: "cjs",
    platform: "node",
    target,
    // A chunk is loaded by `require`, as the extension itself is.
    supported: { "dynamic-import": false },
    minify: true,
    sourcemap: true,
    sourcefile: path,
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${code}//# sourceMappingURL=${basename(path)}.map\n`);
  await writeFile(`${path}.map`, map);
  const name = relative(root, path);
  return [name, `${name}.map`];
}

/** ws is CommonJS, and asks for Node's own modules in a way that an ES module does not have. */
async function buildSocket(root: string, external: string[]): Promise<string[]> {
  const { metafile } = await esbuild.build({
    metafile: true,
    absWorkingDir: root,
    // Its client only: the package as a whole brings its server along.
    stdin: { contents: 'exports.WebSocket = require("./node_modules/ws/lib/websocket.js");', resolveDir: root },
    outfile: join("dist/extension/chunks", socketFile),
    bundle: true,
    minify: true,
    format: "cjs",
    platform: "node",
    target,
    external,
    sourcemap: true,
    legalComments: "none",
    logLevel: "warning",
  });
  return Object.keys(metafile.outputs);
}

const socketFile = "ws.cjs";

const socketApart: esbuild.Plugin = {
  name: "socket-apart",
  setup(pluginBuild) {
    // What connects to runners is itself a chunk: the two are in the same folder.
    pluginBuild.onResolve({ filter: /^ws$/ }, () => ({ path: `./${socketFile}`, external: true }));
  },
};
