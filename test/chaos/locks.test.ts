import { expect, test } from "vitest";
import { git } from "../builders/git-repository.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

// Paths for a shell in the worktree; the agent knows its branch from HEAD.
const worktree = '"$(git rev-parse --git-dir)"';
const mirror = '"$(git rev-parse --git-common-dir)"';
const branch = '"$(git symbolic-ref HEAD)"';
const old = "touch -d '2 minutes ago'";

test("locks that an agent's dead git left in worktree and mirror stop neither checkpoint, commit, push nor the next run", async () => {
  await using bed = await startTestBed({ agents: {}, runtime: { sandbox: "off" } });
  const left = [
    `${old} ${worktree}/index.lock ${worktree}/HEAD.lock`,
    `${old} ${mirror}/${branch}.lock ${mirror}/packed-refs.lock ${mirror}/config.lock`,
  ].map((line) => ({ run: line }));
  const steps = [{ write: { path: "a.txt", content: "a\n" } }, ...left, { say: "left" }];
  const start = { project: "demo", instruction: instruct("Leave locks", { steps }), publish: "branch" as const };
  const { job, thread } = await bed.client.api.threads.start.mutate(start);
  expect(await bed.settled(job.id)).toBe("succeeded");
  expect(await git(bed.repository, "show", `${thread.branch}:a.txt`)).toBe("a");
  const more = instruct("More", { steps: [{ write: { path: "b.txt", content: "b\n" } }] });
  const next = await bed.client.api.threads.continue.mutate({
    threadId: thread.id,
    instruction: more,
    publish: "branch",
  });
  expect(await bed.settled(next.job.id)).toBe("succeeded");
  expect(await git(bed.repository, "show", `${thread.branch}:b.txt`)).toBe("b");
}, 60_000);

test("a lock that a living git holds is waited for", async () => {
  await using bed = await startTestBed({ runtime: { sandbox: "off" } });
  // Held open by a process of the agent's that ends by itself, as a slow git would.
  const hold = `lock=${mirror}/${branch}.lock; (exec 9>"$lock"; sleep 1.5; rm "$lock") > /dev/null 2>&1 &`;
  const steps = [{ write: { path: "a.txt", content: "a\n" } }, { run: hold }, { say: "held" }];
  const other = { write: { path: "b.txt", content: "b\n" } };
  const [{ job }, second] = await Promise.all([
    bed.client.api.threads.start.mutate({ project: "demo", instruction: instruct("Hold", { steps }) }),
    bed.client.api.threads.start.mutate({ project: "demo", instruction: instruct("Other", { steps: [other] }) }),
  ]);
  expect(await bed.settled(second.job.id)).toBe("succeeded");
  expect(await bed.settled(job.id)).toBe("succeeded");
}, 60_000);
