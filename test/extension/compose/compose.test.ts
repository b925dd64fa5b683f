import { expect, test } from "vitest";
import { distinctNames, safeFileName } from "../../../extension/common/artifacts/file-name.ts";
import { fromDraftPath, toDraftPath } from "../../../extension/common/compose/draft-place.ts";
import { attachmentBlock } from "../../../shared/panels/attachment-block.ts";
import { isSameRepository } from "../../../extension/common/git/same-repository.ts";

test("a selection is fenced by more than it holds, with where it is from", () => {
  const selected = { path: "src/a.md", fromLine: 3, toLine: 5, text: "````\nx\n````\n" };
  expect(attachmentBlock(selected)).toBe("src/a.md:3-5\n`````\n````\nx\n````\n`````");
  expect(attachmentBlock({ ...selected, toLine: 3, text: "x" })).toBe("src/a.md:3\n```\nx\n```");
});

test("the place of a draft survives its way through a path, whatever its title", () => {
  for (const threadId of ["thr_1", undefined]) {
    const place = { runnerId: "http://127.0.0.1:7717", threadId };
    for (const title of ["Continue: a/b\\c?", "..", "", "\u202e%2F"]) {
      const path = toDraftPath(place, title);
      expect(path.split("/")).toHaveLength(4);
      expect(fromDraftPath(path)).toEqual(place);
    }
  }
  for (const path of ["", "/", "/a/b", "/%/thr_1/x.md", "/a/thr 1/x.md", "/a/../x.md", "/a/thr_1/b/x.md"])
    expect(fromDraftPath(path)).toBeUndefined();
});

test.each([
  ["run.patch", "run.patch"],
  ["../../.bashrc", "bashrc"],
  ["..\\..\\evil.exe", "evil.exe"],
  ["/etc/passwd", "passwd"],
  ["a:b<c>|d?.txt", "a_b_c__d_.txt"],
  ["CON", "artifact-CON"],
  ["lpt1.txt", "artifact-lpt1.txt"],
  ["...", "artifact-unnamed"],
  ["\u202etxt.exe\u0000\n", "txt.exe"],
  ["trailing. ", "trailing"],
  [`${"x".repeat(500)}.patch`, `${"x".repeat(114)}.patch`],
])("an artifact called %j is saved as %j", (name, saved) => {
  expect(safeFileName(name)).toBe(saved);
});

test("two artifacts of one name do not overwrite each other, nor where case does not count", () => {
  expect(distinctNames(["a.patch", "a.patch", "A.patch", "a-2.patch", "b", "b"])).toEqual([
    "a.patch",
    "a-2.patch",
    "A-3.patch",
    "a-2-2.patch",
    "b",
    "b-2",
  ]);
});

test("a repository is known by each of its addresses, and by no other", () => {
  const same = [
    "git@Example.com:team/app.git",
    "ssh://git@example.com/team/app",
    "ssh://git@example.com:2222/team/app.git/",
    "https://user:secret@example.com/team/app.git",
    "https://example.com/team/app/",
  ];
  for (const address of same) expect(isSameRepository(address, same[0] ?? "")).toBe(true);
  expect(isSameRepository("file:///srv/git/app.git", "/srv/git/app")).toBe(true);
  for (const other of [
    "git@example.com:team/app2",
    "git@evil.com:team/app",
    "https://example.com/Team/app",
    "/team/app",
  ])
    expect(isSameRepository(other, same[0] ?? "")).toBe(false);
});
