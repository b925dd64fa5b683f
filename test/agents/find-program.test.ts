import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findProgram, findSystemProgram } from "../../runner/find-program.ts";
import { temporaryDirectory } from "../builders/directory.ts";

test("the first executable file on PATH is found, folders, other files and relative places are not", async () => {
  await using directory = await temporaryDirectory();
  const at = (name: string) => join(directory.path, name);
  for (const folder of ["a/thing", "b", "c", "d"]) await mkdir(at(folder), { recursive: true });
  await writeFile(at("b/thing"), "no program");
  for (const folder of ["c", "d"]) {
    await writeFile(at(`${folder}/thing`), "#!/bin/sh\n");
    await chmod(at(`${folder}/thing`), 0o755);
  }
  const path = [".", "", at("none"), at("a"), at("b"), at("c"), at("d")].join(":");
  expect(findProgram("thing", path)).toBe(at("c/thing"));
  expect(findProgram("thing", `.:${at("b")}`)).toBeUndefined();
  expect(findProgram(at("d/thing"), path)).toBe(at("d/thing"));
  expect(findProgram(at("b/thing"), path)).toBeUndefined();
  expect(findProgram(at("a/thing"), path)).toBeUndefined();
  expect(findProgram("", path)).toBeUndefined();
  expect(findSystemProgram("sh")).toMatch(/^\/.*\/sh$/);
});
