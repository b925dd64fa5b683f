import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Claims } from "../../../extension/node/claims.ts";
import { temporaryDirectory } from "../../builders/directory.ts";

test("of many windows that claim the same at once, one gets it, for good", async () => {
  await using directory = await temporaryDirectory();
  const folder = join(directory.path, "told");
  const windows = Array.from({ length: 8 }, () => new Claims(folder));
  const won = await Promise.all(windows.map((claims) => claims.claim("http://box apr_1")));
  expect(won.filter(Boolean)).toHaveLength(1);
  expect(await new Claims(folder).claim("http://box apr_1")).toBe(false);
  expect(await new Claims(folder).claim("http://box apr_2")).toBe(true);
  // Keys are runners' words: none may name a file.
  expect(await new Claims(folder).claim("../../outside")).toBe(true);
  expect((await readdir(folder)).every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
});

test("claims are forgotten after two months, and only then", async () => {
  await using directory = await temporaryDirectory();
  const claims = new Claims(directory.path);
  await claims.claim("old");
  const [old = ""] = await readdir(directory.path);
  await utimes(join(directory.path, old), 0, 0);
  await claims.claim("new");
  await claims.prune(61 * 86_400_000);
  expect(await claims.claim("new")).toBe(false);
  expect(await claims.claim("old")).toBe(true);
  await new Claims(join(directory.path, "not there")).prune(0);
});
