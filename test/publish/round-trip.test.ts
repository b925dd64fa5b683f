import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exportPatches } from "../../runner/publish/patches.ts";
import { bench, git, gitWith, treeOf } from "../workspace/scratch.ts";

interface File {
  mode: "100644" | "100755" | "120000";
  content: Buffer;
}

const content = fc.oneof(
  fc
    .array(fc.constantFrom("a", "b", "", "--", "-- ", "From x", "\\ No newline", "tail\r", "\r", " lead"), {
      maxLength: 8,
    })
    .chain((lines) => fc.constantFrom("\n", "\r\n", "").map((end) => Buffer.from(lines.join("\n") + end))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

const name = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "a/b",
    "a/b/c",
    "d e",
    "-x",
    '"q"',
    "tab\tnew\nline",
    "ü",
    "back\\slash",
    "f.txt",
    "f.txt/inner",
  ),
  fc
    .uint8Array({ minLength: 1, maxLength: 6 })
    .map((bytes) => Buffer.from(bytes).toString("latin1"))
    .filter((text) => !/[/\0]/.test(text) && !/^\.{1,2}$/.test(text)),
);

const tree: fc.Arbitrary<Map<string, File>> = fc
  .array(
    fc.tuple(
      name,
      fc.oneof(
        fc.record({ mode: fc.constantFrom("100644" as const, "100755" as const), content }),
        fc.record({
          mode: fc.constant("120000" as const),
          content: fc.constantFrom(Buffer.from("elsewhere"), Buffer.from("../x y")),
        }),
      ),
    ),
    { maxLength: 6 },
  )
  .map((entries) => {
    const files = new Map<string, File>();
    for (const [path, file] of entries) {
      const clashes = [...files.keys()].some((other) => other.startsWith(`${path}/`) || path.startsWith(`${other}/`));
      if (!clashes) files.set(path, file);
    }
    return files;
  });

const message = fc
  .array(
    fc.constantFrom("Words", "", "---", "diff --git a/a b/a", "From a Mon Sep 17 00:00:00 2001", "Subject: no", "ä"),
    {
      maxLength: 5,
    },
  )
  .map((lines) => lines.join("\n"));

/** Tree objects straight from bytes, so that no file system has a say in the names. */
function writeTree(repository: string, files: ReadonlyMap<string, File>): string {
  const records: Buffer[] = [];
  for (const [path, { mode, content: bytes }] of files) {
    const blob = gitWith(repository, ["hash-object", "-w", "--stdin"], { input: bytes }).trim();
    records.push(Buffer.from(`${mode} ${blob}\t`), Buffer.from(path, "latin1"), Buffer.from([0]));
  }
  git(repository, "read-tree", "--empty");
  gitWith(repository, ["update-index", "-z", "--index-info"], { input: Buffer.concat(records) });
  return git(repository, "write-tree");
}

function commit(repository: string, treeId: string, parent: string | undefined, text: string): string {
  const parents = parent === undefined ? [] : ["-p", parent];
  return gitWith(repository, ["commit-tree", treeId, ...parents], { input: text }).trim();
}

test("whatever the trees hold, git am of the mailbox gives the branch's tree", async () => {
  const on = await bench();
  const scratch = join(on.directory, "clone");
  git(on.directory, "init", "-q", scratch);
  const { repository } = on.mirror.layout;
  git(scratch, "remote", "add", "origin", repository);
  const history = fc.array(fc.tuple(tree, message), { minLength: 2, maxLength: 4 });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      round += 1;
      const trees = steps.map(([files]) => writeTree(repository, files));
      const base = commit(repository, trees[0] ?? "", undefined, "base");
      let tip = base;
      for (const [index, [, text]] of steps.entries()) {
        if (index > 0) tip = commit(repository, trees[index] ?? "", tip, text);
      }
      git(repository, "update-ref", "refs/heads/spool/t", tip);
      const directory = join(on.directory, `patches-${round}`);
      const set = await exportPatches(on.mirror, { base, commit: tip, branch: "spool/t", directory });
      expect(set.exact).toBe(true);
      const isEmpty = treeOf(repository, tip) === treeOf(repository, base) && steps.length < 3;
      fc.pre(!isEmpty && set.kind !== "empty");
      git(repository, "update-ref", "refs/heads/base", base);
      git(scratch, "fetch", "-q", "-f", "origin", "+refs/heads/base:refs/heads/base");
      git(scratch, "checkout", "-q", "-f", "--detach", "base");
      git(scratch, "clean", "-qfdx");
      gitWith(scratch, ["am", "-q"], { input: await readFile(join(directory, "combined.mbox")) });
      expect(treeOf(scratch, "HEAD")).toBe(treeOf(repository, tip));
    }),
    {
      numRuns: Number(process.env["SPOOL_PROPERTY_RUNS"] ?? 25),
      endOnFailure: true,
      interruptAfterTimeLimit: 60_000,
      // The limit above passes over an example that hangs.
      timeout: 20_000,
    },
  );
}, 90_000);
