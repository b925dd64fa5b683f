import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { largeFilePointers } from "../../runner/workspace/large-files.ts";
import { fetchMirror } from "../../runner/workspace/mirror.ts";
import { fillSubmodules } from "../../runner/workspace/submodules.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, commitAll, git, writeFiles } from "./scratch.ts";

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n`;

test("submodules are filled from where they may come from, and named where not", async () => {
  const on = await bench();
  const { workspace, mirror, source, at, directory } = on;
  const library = join(directory, "library");
  await mkdir(library);
  git(library, "init", "-q", "-b", "main");
  await writeFiles(library, { "lib.txt": "lib\n" });
  const id = commitAll(library, "library");
  await writeFiles(source, {
    ".gitmodules": `[submodule "good"]\n\tpath = deps/good\n\turl = ../library\n[submodule "bad"]\n\tpath = deps/bad\n\turl = https://elsewhere.invalid/x.git\n[submodule "evil"]\n\tpath = deps/evil\n\turl = ext::touch ${directory}/planted\n`,
  });
  git(source, "add", ".gitmodules");
  for (const name of ["good", "bad", "evil", "unknown"]) {
    git(source, "update-index", "--add", "--cacheinfo", `160000,${id},deps/${name}`);
  }
  git(source, "commit", "-q", "-m", "submodules");
  await fetchMirror(mirror);
  const commit = git(source, "rev-parse", "HEAD");
  await createWorktree(workspace, { path: at("w"), commit, branch: "spool/t" });
  const [warning, ...more] = await fillSubmodules(workspace, { path: at("w"), commit });
  expect(more).toEqual([]);
  expect(warning?.kind).toBe("submodule_missing");
  expect(warning?.paths?.map((line) => line.split(":")[0])).toEqual(["deps/bad", "deps/evil", "deps/unknown"]);
  expect(await readFile(at("w/deps/good/lib.txt"), "utf8")).toBe("lib\n");
  expect(git(at("w/deps/good"), "rev-parse", "HEAD")).toBe(id);
  expect(git(at("w"), "status", "--porcelain")).toBe("");
  expect(existsSync(join(directory, "planted"))).toBe(false);
});

test("pointers of large files are left and named, a document about them is not", async () => {
  const on = await bench({
    ".gitattributes": "*.bin filter=lfs diff=lfs merge=lfs -text\n",
    "model.bin": pointer,
    "notes.md": "A pointer starts with version https://git-lfs.github.com/spec/v1\n",
  });
  await createWorktree(on.workspace, { path: on.at("w"), commit: on.base });
  expect(await readFile(on.at("w/model.bin"), "utf8")).toBe(pointer);
  expect(await largeFilePointers(on.mirror, on.base)).toMatchObject([{ kind: "lfs_pointers", paths: ["model.bin"] }]);
});

test("repositories without either cost nothing", async () => {
  const { workspace, mirror, base, at } = await bench();
  await createWorktree(workspace, { path: at("w"), commit: base });
  expect(await fillSubmodules(workspace, { path: at("w"), commit: base })).toEqual([]);
  expect(await largeFilePointers(mirror, base)).toEqual([]);
});
