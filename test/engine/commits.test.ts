import { expect, test } from "vitest";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

const commit = (name: string) => ({
  run: `echo ${name} > ${name}.txt && git add . && git -c user.name=Ada -c user.email=ada@example.org commit -qm "add ${name}"`,
});

test("a thread's commits are listed against its base, and each of them may be looked into", async () => {
  await using bed = await startTestBed();
  const { api } = bed.client;
  const worked = async (threadId: string | null, title: string, steps: ScenarioStep[]) => {
    const instruction = instruct(title, { steps });
    const { job } = await (threadId === null
      ? api.threads.start.mutate({ project: "demo", title, instruction })
      : api.threads.continue.mutate({ threadId, title, instruction }));
    return { threadId: job.threadId, outcome: await bed.settled(job.id) };
  };
  const { threadId } = await worked(null, "First", [
    commit("one"),
    commit("two"),
    { write: { path: "three.txt", content: "3\n" } },
  ]);
  const first = await api.threads.commits.query({ threadId });
  expect(first.commits.map(({ subject, author }) => [subject, author])).toEqual([
    ["First", "Spool"],
    // Whatever an agent says of itself, its own commits are by the project's author.
    ["add two", "Spool"],
    ["add one", "Spool"],
  ]);
  const { thread } = await api.threads.get.query({ threadId });
  expect(first).toMatchObject({ from: thread.baseCommit, to: thread.headCommit, truncated: false });

  // One that fails publishes nothing: what the branch got is known from its checkpoint.
  const failed = await worked(threadId, "Second", [commit("four"), { exit: 3 }]);
  // The same failure twice, and no backup agent to hand it to.
  expect(failed.outcome).toBe("blocked");
  const second = await api.threads.commits.query({ threadId, limit: 2 });
  expect(second.commits.map(({ subject }) => subject)).toEqual(["add four", "First"]);
  expect(second.truncated).toBe(true);

  const inner = first.commits[1]?.hash ?? "";
  const { entries } = await api.threads.tree.query({ threadId, commit: inner, path: "" });
  expect(entries.map(({ name }) => name)).toEqual(["README.md", "one.txt", "two.txt"]);
  const { files } = await api.threads.changes.query({ threadId, from: first.commits[2]?.hash, to: inner });
  expect(files).toMatchObject([{ path: "two.txt", status: "added" }]);

  const other = await worked(null, "Other", []);
  expect(await api.threads.commits.query({ threadId: other.threadId })).toMatchObject({ commits: [] });
  await expect(api.threads.tree.query({ threadId: other.threadId, commit: inner, path: "" })).rejects.toMatchObject({
    code: "not_found",
  });
  const { thread: empty } = await api.threads.create.mutate({ project: "demo", title: "Later" });
  await expect(api.threads.commits.query({ threadId: empty.id })).rejects.toMatchObject({ code: "not_available" });
});
