import { copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../.dev/build.ts";

/** Those that the README shows. */
const best = ["typical-thread-dark", "typical-plan-light", "typical-changes-dark"];

/** Everybody who clones pays for them, and the extension's package holds them, too. */
const largest = 150 * 1024;

/** Copies the pictures of the README from the folder to where they are committed. Returns their paths. */
export async function keepBest(folder: string): Promise<string[]> {
  const kept = join(root, "media", "screenshots");
  await mkdir(kept, { recursive: true });
  const paths: string[] = [];
  for (const name of best) {
    const from = join(folder, `${name}.png`);
    const { size } = await stat(from);
    if (size > largest) throw new Error(`${from} is larger than ${largest} bytes`);
    const path = join(kept, `${name}.png`);
    await copyFile(from, path);
    paths.push(path);
  }
  return paths;
}
