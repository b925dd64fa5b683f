import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { root } from "./build.ts";
import { copyExtension } from "./extension-files.ts";
import { rootManifest, writePackageTexts } from "./package-files.ts";

/** Packs what was built as a .vsix at the path. From a folder of its own: vsce does not stand package.json's `files`. */
export async function packExtension(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "spool-vsix-"));
  try {
    await copyExtension(folder, { maps: false });
    await copyFile(join(root, ".vscodeignore"), join(folder, ".vscodeignore"));
    await writePackageTexts(folder, {
      manifest: extensionPart(await rootManifest()),
      // VS Code shows pictures of a README from the network or from within it, and opens no relative link.
      readme: { holds: () => false, picture: (name) => dataAddress(join(root, name)) },
      bundled: ["extension", "webview"],
    });
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

/** The manifest without what is the runner's or the repository's. */
function extensionPart(manifest: object): object {
  const foreign = new Set(["private", "bin", "files", "type", "scripts"]);
  const isForeign = (key: string) => foreign.has(key) || /dependencies$/i.test(key);
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !isForeign(key)));
}

function dataAddress(path: string): string {
  return `data:image/png;base64,${readFileSync(path).toString("base64")}`;
}
