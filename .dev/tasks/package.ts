import { mkdir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { build, root } from "../build.ts";
import { packExtension } from "../pack-extension.ts";
import { packRunner } from "../pack-runner.ts";
import { rootManifest } from "../package-files.ts";
import { pruneChunks } from "../prune-chunks.ts";

await pruneChunks(await build());
const folder = join(root, "dist", "packages");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const { name, version } = await rootManifest();
const [extension, runner] = ["vsix", "tgz"].map((ending) => join(folder, `${name}-${version}.${ending}`)) as [
  string,
  string,
];
await packExtension(extension);
await packRunner(runner);
for (const path of [extension, runner]) {
  const { size } = await stat(path);
  process.stdout.write(`package: ${relative(root, path)} (${Math.round(size / 1024)} KB)\n`);
}
