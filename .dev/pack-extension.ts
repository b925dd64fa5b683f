import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { root } from "./build.ts";
import { copyExtension } from "./extension-files.ts";

/** Packs what was built as a .vsix at the path. From a folder of its own: vsce does not stand package.json's `files`. */
export async function packExtension(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "spool-vsix-"));
  try {
    await copyExtension(folder, { maps: false });
    await copyFile(join(root, ".vscodeignore"), join(folder, ".vscodeignore"));
    const { files: _files, ...manifest } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      files: unknown;
    };
    await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
    await createVSIX({
      cwd: folder,
      packagePath: path,
      dependencies: false,
      rewriteRelativeLinks: false,
      allowMissingRepository: true,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
