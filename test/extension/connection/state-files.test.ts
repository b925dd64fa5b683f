import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readState, removeState, replaceState } from "../../../extension/node/state-files.ts";
import { temporaryDirectory } from "../../builders/directory.ts";

test("a reader finds one whole text or the other, whoever writes at the same time, and nothing else stays", async () => {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, "made on demand");
  const path = join(folder, "http%3A%2F%2Fbox.json");
  expect(await readState(path)).toBeUndefined();
  const texts = ["a", "b"].map((letter) => letter.repeat(200_000));
  await replaceState(path, texts[0] ?? "");
  const reads = Array.from({ length: 50 }, async (_, index) => {
    await replaceState(path, texts[index % 2] ?? "");
    return await readState(path);
  });
  for (const text of await Promise.all(reads)) expect(texts.includes(text ?? "")).toBe(true);
  expect(await readdir(folder)).toHaveLength(1);
  await removeState(path);
  await removeState(path);
  expect(await readState(path)).toBeUndefined();
  await expect(readState(folder)).rejects.toThrow(/EISDIR/);
});
