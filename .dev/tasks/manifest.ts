import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { extensionManifest } from "../../extension/manifest/manifest.ts";
import { root } from "../build.ts";

// `--check` only compares: what is generated must have been committed.
const path = join(root, "package.json");
const text = await readFile(path, "utf8");
const current = JSON.parse(text) as { engines: object };
const { engines, ...manifest } = extensionManifest();
const wanted = `${JSON.stringify({ ...current, ...manifest, engines: { ...current.engines, ...engines } }, undefined, 2)}\n`;
const normal = `${JSON.stringify(current, undefined, 2)}\n`;
if (process.argv.includes("--check")) {
  if (wanted !== normal) {
    process.stderr.write(
      "manifest: package.json is not what extension/manifest/ says; run: node .dev/run.mjs manifest\n",
    );
    process.exitCode = 1;
  }
} else if (wanted !== normal) {
  await writeFile(path, wanted);
  process.stdout.write("manifest: package.json is written anew; format it with: npm run format\n");
}
