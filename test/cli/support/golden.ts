import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "vitest";

/** Compares with test/cli/golden/<name>; `RESET_GOLDEN=1` writes it anew, for a person to read in the diff. */
export async function expectGolden(name: string, text: string): Promise<void> {
  const path = join(import.meta.dirname, "..", "golden", name);
  if (process.env["RESET_GOLDEN"]) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  expect(text).toBe(await readFile(path, "utf8"));
}

/** Random ids become numbered ones, in order of appearance; their short ends too. */
export function stableIds(text: string): string {
  const ids = [...new Set(text.match(/\b[a-z]{2,4}_[0-9a-z]{26}\b/g))];
  let result = text.replace(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "<uuid>");
  for (const [index, id] of ids.entries()) {
    const name = `${id.split("_")[0]}#${index + 1}`;
    result = result.replaceAll(id, name).replaceAll(id.slice(-6), `~${index + 1}`);
  }
  return result;
}
