import { cp, mkdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { root } from "./build.ts";

/** The README of a package carries its pictures itself: nothing that shows it looks into the package for them. */
const pictures = join(root, "media", "screenshots");

/**
 * Copies what belongs to the extension, as `.vscodeignore` lists it, into a folder. package.json's own
 * `files` is about the runner's package.
 */
export async function copyExtension(folder: string, options: { maps: boolean }): Promise<void> {
  const lines = (await readFile(join(root, ".vscodeignore"), "utf8")).split("\n");
  const kept = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1).replace(/\/\*\*$/, ""));
  for (const name of kept) {
    const from = join(root, name);
    // Not built yet, say.
    if (!(await stat(from).catch(() => undefined))) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    // Told here, since in `.vscodeignore` what is let in is in, whatever else a line says.
    const filter = (path: string) => path !== pictures && (options.maps || !path.endsWith(".map"));
    await cp(from, join(folder, name), { recursive: true, filter });
  }
}
