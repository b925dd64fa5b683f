import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { root } from "../../.dev/build.ts";

const esImport = /(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g;
const anyImport = /(?:\bfrom|\bimport)\s*\(?["'](\.[^"']+)["']/g;
const anyRequire = /\brequire\(["'](\.[^"']+)["']\)/g;
/** Not `.then(()=>x(require("./…")))`, which is an `import()` that has not been asked for yet. */
const plainRequire = /(?<!=>\w+\()\brequire\(["'](\.[^"']+)["']\)/g;

/** Bytes of a webview's script with all that it imports before it runs; what is loaded on demand does not count. */
export async function webviewSize(entry: string): Promise<number> {
  return sizeOf(await reached(join(root, "dist/webview"), entry, esImport));
}

/** Names in `dist/webview` of a webview's script and of all that it ever loads. */
export async function webviewFiles(entry: string): Promise<string[]> {
  return [...(await reached(join(root, "dist/webview"), entry, anyImport)).keys()];
}

/** Text of what VS Code's host loads, by name in `dist/extension`: to activate the extension, or ever. */
export function hostFiles(when: "activation" | "ever"): Promise<Map<string, string>> {
  return reached(join(root, "dist/extension"), "extension.cjs", when === "ever" ? anyRequire : plainRequire);
}

/** In bytes. */
export function sizeOf(files: Map<string, string>): number {
  return [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Followed from the entry, since files of earlier builds may lie beside those of this one. */
async function reached(folder: string, entry: string, reference: RegExp): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const rest = [entry];
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (files.has(name)) continue;
    const text = await readFile(join(folder, name), "utf8");
    files.set(name, text);
    for (const [, target = ""] of text.matchAll(reference)) rest.push(normalize(join(dirname(name), target)));
  }
  return files;
}
