import fc from "fast-check";
import { expect, test } from "vitest";
import { fileTree, type FileTreeNode } from "../../webview/screens/plan/file-tree.ts";
import { wordDifference } from "../../webview/screens/plan/word-difference.ts";

/** `[-gone-]` and `{+come+}` in what stayed. */
function said(before: string, after: string): string {
  const marks = { same: ["", ""], removed: ["[-", "-]"], added: ["{+", "+}"] } as const;
  return wordDifference(before, after)
    .map(({ kind, text }) => `${marks[kind][0]}${text}${marks[kind][1]}`)
    .join("");
}

const cases: [before: string, after: string, expected: string][] = [
  ["", "", ""],
  ["same words", "same words", "same words"],
  ["", "all new", "{+all new+}"],
  ["all gone", "", "[-all gone-]"],
  ["drop the old entry", "drop the entry", "drop the [-old -]entry"],
  ["drop the entry", "drop the old entry", "drop the {+old +}entry"],
  ["keep a b", "keep c b", "keep [-a-]{+c+} b"],
];
for (const [before, after, expected] of cases) {
  test(`"${before}" to "${after}"`, () => {
    expect(said(before, after)).toBe(expected);
  });
}

test("what stayed and came is the new text, what stayed and went the old one, whatever they are", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", " ", "\n", "word"), { maxLength: 40 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = wordDifference(before, after);
      const without = (kind: string) =>
        pieces
          .filter((piece) => piece.kind !== kind)
          .map((piece) => piece.text)
          .join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
      expect(pieces.every((piece) => piece.text !== "")).toBe(true);
    }),
  );
});

test("texts that are too long to be compared word by word are all new between their common ends", () => {
  const long = (word: string) =>
    `begin ${Array.from({ length: 1_500 }, (_, index) => `${word}${index}`).join(" ")} end`;
  expect(wordDifference(long("a"), long("b")).map(({ kind }) => kind)).toEqual(["same", "removed", "added", "same"]);
});

/** One line per node, indented. */
function drawn(nodes: readonly FileTreeNode[], depth = 0): string[] {
  return nodes.flatMap((node) => [
    `${"  ".repeat(depth)}${node.name}${node.kind === "folder" ? "/" : ""}`,
    ...(node.kind === "folder" ? drawn(node.children, depth + 1) : []),
  ]);
}

const trees: [paths: string[], expected: string[]][] = [
  [[], []],
  [["README.md"], ["README.md"]],
  [
    ["z.ts", "src/cache/user.ts", "a.ts"],
    ["src/cache/", "  user.ts", "a.ts", "z.ts"],
  ],
  [
    ["src/api/users.ts", "src/cache/deep/one.ts", "src/main.ts"],
    ["src/", "  api/", "    users.ts", "  cache/deep/", "    one.ts", "  main.ts"],
  ],
  // A file and a folder of one name: what was deleted makes room for what comes.
  [
    ["src/cache", "src/cache/index.ts"],
    ["src/", "  cache/", "    index.ts", "  cache"],
  ],
];
for (const [paths, expected] of trees) {
  test(`files ${paths.join(", ") || "of no plan"} as a tree`, () => {
    const files = paths.map((path) => ({ path, change: "changed" as const, reason: "" }));
    expect(drawn(fileTree(files))).toEqual(expected);
  });
}
