import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { saveStream } from "../../extension/node/save-stream.ts";
import { temporaryDirectory } from "../builders/directory.ts";

async function* pieces(texts: string[], failure?: Error): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
  if (failure) throw failure;
}

test("a download is a file when it is whole, and nothing before", async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "a.patch");
  expect(await saveStream(path, pieces(["one", "two"]))).toBe(6);
  expect(await readFile(path, "utf8")).toBe("onetwo");
  await writeFile(join(directory.path, "b.patch"), "kept");
  const failing = saveStream(join(directory.path, "b.patch"), pieces(["half"], new Error("cut short")));
  await expect(failing).rejects.toThrow("cut short");
  expect(await readFile(join(directory.path, "b.patch"), "utf8")).toBe("kept");
  expect((await readdir(directory.path)).toSorted()).toEqual(["a.patch", "b.patch"]);
});
