import { readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { root } from "../../.dev/build.ts";

const webviews = join(root, "dist/webview");

/** Bytes of a webview's script with all that it imports before it runs; what is loaded on demand does not count. */
export async function webviewSize(entry: string): Promise<number> {
  const sizes = new Map<string, number>();
  const rest = [entry];
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    if (sizes.has(name)) continue;
    const text = await readFile(join(webviews, name), "utf8");
    sizes.set(name, Buffer.byteLength(text));
    for (const [, target = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+)["']/g)) {
      rest.push(normalize(join(dirname(name), target)));
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
