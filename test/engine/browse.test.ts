import { execFileSync } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../builders/git-repository.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";

test("the files of a thread's commits are listed and read, also odd ones, and nothing else is", async () => {
  await using bed = await startTestBed({
    before: async (repository) => {
      await mkdir(join(repository, "dir", "deep"), { recursive: true });
      await writeFile(join(repository, "dir", "deep", "x"), "x");
      await writeFile(join(repository, "dir", "run.sh"), "#!/bin/sh\n");
      await chmod(join(repository, "dir", "run.sh"), 0o755);
      await writeFile(join(repository, "dir", "zero"), Buffer.from([1, 0, 2]));
      await symlink("run.sh", join(repository, "dir", "link"));
      execFileSync("sh", ["-c", "printf odd > \"$(printf 'dir/\\377')\""], { cwd: repository });
      await writeFile(join(repository, "dir", "*"), "star");
      const sub = `160000,${"1".repeat(40)},dir/sub`;
      await git(repository, "add", "--all");
      await git(repository, "update-index", "--add", "--cacheinfo", sub);
      await git(repository, "commit", "--quiet", "--message=odd files");
    },
  });
  const { api } = bed.client;
  const started = async (title: string) => {
    const instruction = instruct(title, { steps: [{ write: { path: `${title}.txt`, content: title } }] });
    const { job } = await api.threads.start.mutate({ project: "demo", instruction });
    expect(await bed.settled(job.id)).toBe("succeeded");
    return (await api.threads.get.query({ threadId: job.threadId })).thread;
  };
  const thread = await started("mine");
  const other = await started("other");
  const threadId = thread.id;
  const commit = thread.headCommit ?? "";

  const root = await api.threads.tree.query({ threadId, commit, path: "" });
  expect(root.entries.map(({ name, kind }) => [name, kind])).toEqual([
    ["README.md", "file"],
    ["dir", "directory"],
    ["mine.txt", "file"],
  ]);
  const { entries, truncated } = await api.threads.tree.query({ threadId, commit, path: "dir" });
  expect(truncated).toBe(false);
  expect(entries).toEqual([
    { name: "*", kind: "file", size: 4, executable: false },
    { name: "deep", kind: "directory", size: null, executable: false },
    { name: "link", kind: "symlink", size: 6, executable: false },
    { name: "run.sh", kind: "file", size: 10, executable: true },
    { name: "sub", kind: "submodule", size: null, executable: false },
    { name: "zero", kind: "file", size: 3, executable: false },
    { name: "\\xff", kind: "file", size: 3, executable: false },
  ]);
  const read = (path: string, limitBytes?: number) =>
    api.threads.blob.query({ threadId, commit, path, ...(limitBytes !== undefined && { limitBytes }) });
  expect(await read("dir/zero")).toMatchObject({ size: 3, binary: true, truncated: false });
  expect(await read("dir/run.sh", 4)).toEqual({ base64: btoa("#!/b"), size: 10, binary: false, truncated: true });
  expect(await read("dir/*")).toMatchObject({ base64: btoa("star") });

  const missing: [path: string, code: string][] = [
    ["nope", "not_found"],
    ["mine.txt", "not_found"],
    ["dir/sub", "not_found"],
    ["dir/\\xff", "not_found"],
    ["d*", "not_found"],
    [":(glob)dir", "not_found"],
    ["--help", "not_found"],
    ["../dir", "invalid_input"],
    ["dir/", "invalid_input"],
    ["/etc", "invalid_input"],
    ["dir/./deep", "invalid_input"],
    ["dir\0x", "invalid_input"],
  ];
  for (const [path, code] of missing) {
    const asking = api.threads.tree.query({ threadId, commit, path });
    await expect(asking, path).rejects.toMatchObject({ code, details: { field: "path" } });
  }
  await expect(read("dir")).rejects.toMatchObject({ code: "not_found" });
  await expect(read("../../etc/passwd")).rejects.toMatchObject({ code: "invalid_input" });
  for (const foreign of [other.headCommit ?? "", "0".repeat(40)]) {
    const asking = api.threads.tree.query({ threadId, commit: foreign, path: "" });
    await expect(asking).rejects.toMatchObject({ code: "not_found" });
  }
});
