import { join, relative } from "node:path";
import { build, root } from "../build.ts";
import { pruneChunks } from "../prune-chunks.ts";

await pruneChunks(await build());
const node = relative(root, process.execPath);
const program = node.startsWith("..") ? process.execPath : node;
process.stdout.write(`build: ${program} ${join("dist", "runner", "spool.js")}\n`);
