import { expect, test } from "vitest";
import { addressFromQuery, addressQuery } from "../../extension/common/changes/file-address.ts";
import { filePairs } from "../../extension/common/changes/change-set.ts";
import { parseReview, type ReviewComment } from "../../extension/common/changes/kept-review.ts";
import { placeOf, reviewInstruction, reviewText } from "../../extension/common/changes/review.ts";

const commit = "a".repeat(40);

test("an address survives its way through a URI's query, and nothing else is taken for one", () => {
  const address = {
    runner: "http://127.0.0.1:7717",
    thread: "thr_1",
    state: { liveRun: "run_1" },
    side: "new" as const,
  };
  expect(addressFromQuery(addressQuery(address))).toEqual(address);
  for (const query of ["", "{", "[]", '{"runner":"x"}', '{"runner":"x","thread":"t","state":{"commit":"HEAD"}}']) {
    expect(addressFromQuery(query)).toBeUndefined();
  }
});

test("a side is missing where the file does not exist, and a rename has its old path on the left", () => {
  const counts = { additions: 1, deletions: 1 };
  const pairs = filePairs(
    [
      { path: "new", oldPath: null, status: "added", ...counts },
      { path: "gone", oldPath: null, status: "deleted", ...counts },
      { path: "b", oldPath: "a", status: "renamed", ...counts },
    ],
    commit,
    { liveRun: "run_1" },
  );
  const left = { commit };
  const right = { liveRun: "run_1" };
  expect(pairs).toEqual([
    { path: "new", left: undefined, right: { path: "new", state: right } },
    { path: "gone", left: { path: "gone", state: left }, right: undefined },
    { path: "b", left: { path: "a", state: left }, right: { path: "b", state: right } },
  ]);
});

function comment(changes: Partial<ReviewComment> = {}): ReviewComment {
  return { id: "1", path: "src/a.ts", line: 3, firstLine: 3, quote: "let x;", text: "const", ...changes };
}

test.each([
  { what: "where it was", lines: ["a", "b", "let x;", "d"], at: 3 },
  { what: "further down", lines: ["a", "b", "c", "d", "let x;"], at: 5 },
  { what: "further up", lines: ["let x;", "b", "c"], at: 1 },
  { what: "nowhere", lines: ["a", "b", "c", "d"], at: 3 },
  { what: "in a file that became shorter", lines: ["a"], at: 1 },
  { what: "in an empty file", lines: [], at: 1 },
])("a commented line that is now $what is found", ({ lines, at }) => {
  expect(placeOf(comment(), lines)).toBe(at);
});

test("comments are kept as text and read back; another version's are not taken for ours", () => {
  const comments = [comment(), comment({ id: "2", firstLine: 1 })];
  expect(parseReview(reviewText(comments))).toEqual(comments);
  expect(reviewText([])).toBe("");
  expect(parseReview("")).toEqual([]);
  expect(parseReview('{"comments":[{"path":"../x"}]}')).toEqual([]);
});

test("a review is one instruction, by file and line", () => {
  const text = reviewInstruction(
    [comment({ path: "z.ts" }), comment({ id: "2", line: 9, firstLine: 7, text: "Why?\n" })],
    "",
  );
  expect(text).toBe(
    [
      "Please address these review comments.",
      "",
      "### src/a.ts:7-9",
      "",
      "> let x;",
      "",
      "Why?",
      "",
      "### z.ts:3",
      "",
      "> let x;",
      "",
      "const",
      "",
    ].join("\n"),
  );
});
