import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { root } from "./build.ts";

/** Icons and their font are copied, not bundled: no source map names them. */
const copied = { webview: ["@vscode/codicons"] } as const;

/**
 * The licenses of everything from others that was bundled into folders of `dist`, which most of those licenses ask to be
 * passed on. Read from the source maps: only what is really in there is named.
 */
export async function thirdPartyLicenses(folders: ("runner" | "extension" | "webview")[]): Promise<string> {
  const places = new Set<string>();
  for (const name of folders) {
    const folder = join(root, "dist", name);
    if (name === "webview") for (const extra of copied[name]) places.add(join(root, "node_modules", extra));
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith(".map")) continue;
      const { sources } = JSON.parse(await readFile(join(folder, file), "utf8")) as { sources: string[] };
      for (const source of sources) {
        const place = packagePlace(normalize(join(dirname(join(folder, file)), source)));
        if (place !== undefined) places.add(place);
      }
    }
  }
  const texts: string[] = [];
  for (const place of [...places].toSorted()) texts.push(await licenseText(place));
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

/** Of what a package has bundled itself, all that is here is the place that its source map names. */
function insideAnother(place: string): string {
  const packed = /\/\.pnpm\/([^/]+)@([^/@]+)\/node_modules\//.exec(place);
  const name = packed
    ? `${packed[1]?.replace("+", "/")} ${packed[2]}`
    : place.slice(place.lastIndexOf("node_modules/") + 13);
  return `${name} (see below)\n\nBundled by another package of this list, which brings no text of its license.\n`;
}

/** `/…/node_modules/@a/b` of a file in it, also where packages are nested. */
function packagePlace(path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

async function licenseText(place: string): Promise<string> {
  if (!existsSync(place)) return insideAnother(place);
  const { name, version, license } = JSON.parse(await readFile(join(place, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license?: string;
  };
  const file = (await readdir(place)).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
  const text =
    file === undefined ? "The package brings no text of its license." : await readFile(join(place, file), "utf8");
  return `${name} ${version} (${license ?? "see below"})\n\n${text.trim()}\n`;
}
