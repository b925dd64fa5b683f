import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { closeWorkspace, placeOf } from "../../runner/workspace/workspace.ts";
import { claimWorktree, createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, git } from "./scratch.ts";

test("spares claimed at the same time stand on their branches; those that cannot fail alone, with their reason", async () => {
  const { workspace, base, at } = await bench();
  const names = ["a", "b", "c", "d", "e"];
  for (const name of names) await createWorktree(workspace, { path: at(name), commit: base });
  await createWorktree(workspace, { path: at("taken"), commit: base, branch: "spool/taken" });
  const branches = ["spool/a", "spool/same", "spool/taken", "spool/same", "bad..name"];
  const claims = names.map((name, index) =>
    claimWorktree(workspace, { path: at(name), commit: base, branch: branches[index] ?? "" }).then(
      ({ branch }) => branch,
      (error: { reason: string }) => error.reason,
    ),
  );
  const [first, one, taken, other, bad] = await Promise.all(claims);
  expect([first, taken, bad]).toEqual(["spool/a", "branch_in_use", "ref_invalid"]);
  // Which of the two comes first is chance; that exactly one does is not.
  expect([one, other].toSorted()).toEqual(["branch_in_use", "spool/same"]);
  const winner = at(one === "spool/same" ? "b" : "d");
  expect(git(winner, "status", "--porcelain=v1", "-b")).toBe("## spool/same");
  expect(() => git(at("c"), "symbolic-ref", "HEAD")).toThrow("not a symbolic ref");
  const more = ["f", "g", "h"];
  for (const name of more) await createWorktree(workspace, { path: at(name), commit: base });
  await Promise.all(
    more.map((name) => claimWorktree(workspace, { path: at(name), commit: base, branch: `spool/${name}` })),
  );
  for (const name of more) expect(git(at(name), "symbolic-ref", "HEAD")).toBe(`refs/heads/spool/${name}`);
});

test("a lock on HEAD that someone left behind is outwaited and removed, as git's own command would have it", async () => {
  const { workspace, base, at, warnings } = await bench();
  await createWorktree(workspace, { path: at("one"), commit: base });
  await writeFile(join((await placeOf(workspace, at("one"))).record, "HEAD.lock"), "");
  await claimWorktree(workspace, { path: at("one"), commit: base, branch: "spool/one" });
  expect(git(at("one"), "symbolic-ref", "HEAD")).toBe("refs/heads/spool/one");
  expect(warnings.map(({ kind }) => kind)).toContain("stale_lock_removed");
});

test("names are looked up as they stand now, odd ones included, also after the git that answers has ended", async () => {
  const { workspace, mirror, base, source, at } = await bench();
  const { lookup } = mirror;
  const tree = git(source, "rev-parse", "main^{tree}");
  expect(await lookup.find("refs/remotes/origin/main^{commit}")).toEqual({ id: base });
  expect(await lookup.find(`${base}^{tree}`)).toEqual({ id: tree });
  expect(await lookup.find("refs/heads/later^{commit}")).toEqual({ id: undefined });
  await createWorktree(workspace, { path: at("one"), commit: base, branch: "later" });
  expect(await lookup.find("refs/heads/later^{commit}")).toEqual({ id: base });
  expect(await lookup.find(`main\n${base}`)).toEqual({ id: undefined });
  expect(await lookup.find("-x missing")).toEqual({ id: undefined });
  const many = await Promise.all(Array.from({ length: 50 }, (_, index) => lookup.find(index % 2 ? base : "nothing")));
  expect(many.map((answer) => answer !== "failed" && answer.id)).toEqual(
    Array.from({ length: 50 }, (_, index) => (index % 2 ? base : undefined)),
  );
  const cutOff = lookup.find(base);
  lookup.close();
  expect(await cutOff).toBe("failed");
  expect(await lookup.find(base)).toEqual({ id: base });
  await closeWorkspace(workspace);
});
