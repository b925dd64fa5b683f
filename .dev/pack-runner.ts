import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { externals, root } from "./build.ts";
import { type RootManifest, rootManifest, writePackageTexts } from "./package-files.ts";

/** What a user of the runner reads, as it is in the repository. */
const documents = [
  "LICENSE",
  "CHANGELOG.md",
  "docs/cli.md",
  "docs/configuration.md",
  "docs/json-v1.md",
  "docs/mcp.md",
  "docs/operations/README.md",
  "docs/operations/spool.service",
];

/** Packs what was built of the runner as an npm tarball at the path. */
export async function packRunner(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "spool-tgz-"));
  try {
    const stage = join(folder, "stage");
    await mkdir(stage);
    // Its names are whole without the maps, which are larger than the program.
    const filter = (file: string) => !file.endsWith(".map");
    await cp(join(root, "dist/runner"), join(stage, "dist/runner"), { recursive: true, filter });
    for (const name of documents) {
      await mkdir(dirname(join(stage, name)), { recursive: true });
      await cp(join(root, name), join(stage, name));
    }
    await writePackageTexts(stage, {
      manifest: runnerPart(await rootManifest()),
      readme: { holds: (name) => documents.includes(name) || name === "docs/operations", picture: undefined },
      bundled: ["runner"],
    });
    // Its only line on standard output is the file's name.
    const flags = ["--ignore-scripts", "--loglevel=error", "--pack-destination", folder];
    const { stdout } = await execa("npm", ["pack", ...flags], { cwd: stage });
    await rename(join(folder, stdout.trim()), path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Depends on what the bundle leaves outside, and on nothing else. */
function runnerPart({ name, version, description, license, dependencies, engines, bin }: RootManifest): object {
  return {
    name,
    version,
    // Nobody has decided to publish it: not by accident.
    private: true,
    description,
    license,
    type: "module",
    bin,
    engines: { node: engines["node"] },
    dependencies: Object.fromEntries(externals.runner.map((external) => [external, dependencies[external]])),
  };
}
