import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./build.ts";
import { packageReadme, type ReadmePackage } from "./package-readme.ts";
import { thirdPartyLicenses } from "./third-party.ts";

/** package.json of the repository, as far as packages are made from it. */
export interface RootManifest {
  name: string;
  version: string;
  description: string;
  license: string;
  dependencies: Record<string, string>;
  engines: Record<string, string>;
  bin: Record<string, string>;
}

export async function rootManifest(): Promise<RootManifest> {
  return JSON.parse(await readFile(join(root, "package.json"), "utf8")) as RootManifest;
}

/** What every package has beside its programs and is not the repository's own file. */
export async function writePackageTexts(
  folder: string,
  options: { manifest: object; readme: ReadmePackage; bundled: Parameters<typeof thirdPartyLicenses>[0] },
): Promise<void> {
  const readme = packageReadme(await readFile(join(root, "README.md"), "utf8"), options.readme);
  await writeFile(join(folder, "README.md"), readme);
  await writeFile(join(folder, "third-party-licenses.txt"), await thirdPartyLicenses(options.bundled));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(options.manifest, undefined, 2)}\n`);
}
