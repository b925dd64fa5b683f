import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { extensionManifest } from "../../extension/manifest/manifest.ts";
import { root } from "../build.ts";

// `--check` only compares: what is generated must have been committed.
const path = join(root, "package.json");
const text = await readFile(path, "utf8");
const current = JSON.parse(text) as { engines: object };
const { engines, ...manifest } = extensionManifest();
const wanted = { ...current, ...manifest, engines: { ...current.engines, ...engines } };
// By content: the formatter has an order of its own for the keys.
const isCurrent = isDeepStrictEqual(JSON.parse(JSON.stringify(wanted)), current);
if (process.argv.includes("--check")) {
  if (!isCurrent) {
    process.stderr.write(
      "manifest: package.json is not what extension/manifest/ says; run: node .dev/run.mjs manifest\n",
    );
    process.exitCode = 1;
  }
} else if (!isCurrent) {
  await writeFile(path, `${JSON.stringify(wanted, undefined, 2)}\n`);
  process.stdout.write("manifest: package.json is written anew; format it with: npm run format\n");
}
