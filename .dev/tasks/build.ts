import { readdir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, root } from "../build.ts";

const written = new Set(await build());
// Chunks are named by their content: those of earlier builds would pile up, and go into a package.
for (const name of await readdir(join(root, "dist/runner/chunks"))) {
  if (!written.has(`dist/runner/chunks/${name}`)) await rm(join(root, "dist/runner/chunks", name));
}
const node = relative(root, process.execPath);
const program = node.startsWith("..") ? process.execPath : node;
process.stdout.write(`build: ${program} ${join("dist", "runner", "spool.js")}\n`);
