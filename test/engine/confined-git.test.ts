import { join } from "node:path";
import { expect, test } from "vitest";
import { probeSandbox } from "../../runner/process/sandbox-probe.ts";
import { git } from "../builders/git-repository.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { until } from "../chaos/until.ts";

const { bubblewrap } = await probeSandbox();

test.skipIf(!bubblewrap.available)(
  "a confined agent commits in its worktree, and reaches the records of no other one",
  async () => {
    await using bed = await startTestBed({ project: { worktrees: { pool: 1 } } });
    const spare = await until("a spare", async () => {
      const { worktrees } = await bed.client.api.worktrees.list.query({ project: "demo" });
      return worktrees.find(({ state }) => state === "ready");
    });
    // A second thread's worktree, which the first one's agent cannot see.
    const stay = {
      project: "demo",
      instruction: instruct("Stay", { steps: [{ write: { path: "b", content: "b\n" } }] }),
    };
    const stayed = await bed.client.api.threads.start.mutate(stay);
    expect(await bed.settled(stayed.job.id)).toBe("succeeded");
    const mirror = join(bed.directory, "data", "repositories", "demo", "repository.git");
    const commit = "git -c user.name=Ada -c user.email=ada@example.org commit --quiet -m own";
    const instruction = instruct("Commit", {
      steps: [
        { write: { path: "a.txt", content: "a\n" } },
        { run: `git add --all && ${commit}` },
        { run: "git worktree prune" },
        { run: `for each in ${mirror}/worktrees/*; do [ $each = $(git rev-parse --git-dir) ] || rm -r $each; done` },
      ],
    });
    const { job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
    expect(await bed.settled(job.id)).toBe("succeeded");
    const { thread } = await bed.client.api.threads.get.query({ threadId: job.threadId });
    expect(await git(mirror, "log", "--format=%s", "-1", thread.branch)).toBe("own");
    // A git that finds no record there says that this is no repository.
    expect(await git(spare.path, "rev-parse", "HEAD")).toMatch(/^[0-9a-f]{40}$/);
  },
);
