import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, root } from "../build.ts";

const written = new Set(await build());
// Chunks are named by their content: those of earlier builds would pile up, and go into a package.
for (const folder of ["dist/runner/chunks", "dist/webview/chunks"]) {
  if (!existsSync(join(root, folder))) continue;
  for (const name of await readdir(join(root, folder))) {
    if (!written.has(`${folder}/${name}`)) await rm(join(root, folder, name));
  }
}
const node = relative(root, process.execPath);
const program = node.startsWith("..") ? process.execPath : node;
process.stdout.write(`build: ${program} ${join("dist", "runner", "spool.js")}\n`);
