import { mkdtempSync, rmSync } from "node:fs";
import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";

const identity = {
  GIT_AUTHOR_NAME: "Tess",
  GIT_AUTHOR_EMAIL: "tess@example.test",
  GIT_COMMITTER_NAME: "Tess",
  GIT_COMMITTER_EMAIL: "tess@example.test",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

export async function git(cwd: string, ...args: string[]): Promise<string> {
  return (await execa("git", args, { cwd, env: identity, stripFinalNewline: true })).stdout;
}

const made = new Map<string, Promise<{ path: string; head: string }>>();

/** A repository on branch main with these files committed. A content of `#!…` makes the file executable. */
export async function makeRepository(path: string, files: Record<string, string>): Promise<string> {
  const key = JSON.stringify(files);
  const model = made.get(key) ?? makeModel(files);
  made.set(key, model);
  const { path: source, head } = await model;
  await mkdir(path, { recursive: true });
  await cp(source, path, { recursive: true });
  return head;
}

/** Most tests of a file begin with the same repository; to copy it is cheaper than to start git four times. */
async function makeModel(files: Record<string, string>): Promise<{ path: string; head: string }> {
  const path = mkdtempSync(join(tmpdir(), "spool-model-"));
  process.once("exit", () => rmSync(path, { recursive: true, force: true }));
  await git(path, "init", "--quiet", "--initial-branch=main", "--template=");
  await writeFiles(path, files);
  await git(path, "add", "--all");
  await git(path, "commit", "--quiet", "--allow-empty", "--message=start");
  return { path, head: await git(path, "rev-parse", "HEAD") };
}

async function writeFiles(root: string, files: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (content.startsWith("#!")) await chmod(path, 0o755);
  }
}
