import { expect, test } from "vitest";
import { dropLiveState, parkLiveState, runOfLiveState } from "../../runner/workspace/live-state.ts";
import { createWorktree } from "../../runner/workspace/worktree.ts";
import { bench, git, writeFiles } from "./scratch.ts";

test("a live state is told from other commits, and a ref that an agent bent moves no branch", async () => {
  const on = await bench();
  const { repository } = on.mirror.layout;
  await createWorktree(on.workspace, { path: on.at("w"), commit: on.base, branch: "spool/t" });
  const request = { path: on.at("w"), runId: "run_1", base: on.base };
  await writeFiles(on.at("w"), { "n.txt": "one\ntwo\n" });
  const first = await parkLiveState(on.workspace, request);
  expect(first).toMatchObject({ changedFiles: 1, additions: 2, deletions: 0, head: on.base });
  expect((await parkLiveState(on.workspace, request)).commit).toBe(first.commit);
  expect(await runOfLiveState(on.mirror, first.commit)).toBe("run_1");
  expect(await runOfLiveState(on.mirror, on.base)).toBeUndefined();
  expect(await runOfLiveState(on.mirror, "0".repeat(40))).toBeUndefined();

  git(repository, "symbolic-ref", "refs/spool/live/run_1", "refs/heads/spool/t");
  await writeFiles(on.at("w"), { "n.txt": "one\n" });
  const second = await parkLiveState(on.workspace, request);
  expect(second.commit).not.toBe(first.commit);
  expect(git(repository, "rev-parse", "refs/heads/spool/t")).toBe(on.base);
  git(repository, "symbolic-ref", "refs/spool/live/run_1", "refs/heads/spool/t");
  await dropLiveState(on.mirror, "run_1");
  await dropLiveState(on.mirror, "run_1");
  expect(git(repository, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/spool")).toContain(
    "refs/heads/spool/t",
  );
  expect(git(repository, "for-each-ref", "refs/spool")).toBe("");
  expect(await runOfLiveState(on.mirror, first.commit)).toBe("run_1");
  await expect(parkLiveState(on.workspace, { ...request, runId: "../x" })).rejects.toMatchObject({
    reason: "ref_invalid",
  });
});
