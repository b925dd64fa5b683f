import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./build.ts";

/** Chunks of runner and extension are named by their content: those of earlier builds would pile up, and go into a package. */
export async function pruneChunks(written: string[]): Promise<void> {
  const current = new Set(written);
  for (const folder of ["dist/runner/chunks", "dist/extension/chunks", "dist/webview/chunks"]) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of await readdir(join(root, folder))) {
      if (!current.has(`${folder}/${name}`)) await rm(join(root, folder, name));
    }
  }
}
