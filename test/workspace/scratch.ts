import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { fetchMirror, openMirror, type MirrorOptions } from "../../runner/workspace/mirror.ts";
import type { Mirror } from "../../runner/workspace/mirror-git.ts";
import type { WorkspaceWarning } from "../../runner/workspace/warning.ts";
import { closeWorkspace, openWorkspace, type Workspace } from "../../runner/workspace/workspace.ts";

const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

/** Git as a person or an agent runs it: with discovery and the repository's own configuration. */
export function git(cwd: string, ...args: string[]): string {
  return gitWith(cwd, args).trim();
}

export function gitWith(cwd: string, args: string[], options: { input?: string | Buffer; raw?: boolean } = {}): string {
  const output = execFileSync("git", args, {
    cwd,
    env: environment,
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "pipe"],
    ...(options.input !== undefined && { input: options.input }),
  });
  return output.toString(options.raw ? "latin1" : "utf8");
}

export function scratchDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "spool-workspace-")));
  onTestFinished(async () => {
    execFileSync("chmod", ["-R", "u+rwX", path]);
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  });
  return path;
}

export async function writeFiles(directory: string, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

/** A repository with one commit on `main`. */
export async function sourceRepository(
  directory: string,
  files: Record<string, string | Buffer> = { "README.md": "hello\n", "src/a.ts": "export const a = 1;\n" },
): Promise<string> {
  const source = join(directory, "source");
  await mkdir(source, { recursive: true });
  git(source, "init", "-q", "-b", "main");
  await writeFiles(source, files);
  git(source, "add", "-A");
  git(source, "commit", "-q", "--allow-empty", "-m", "first");
  return source;
}

export function commitAll(repository: string, message: string): string {
  git(repository, "add", "-A");
  git(repository, "commit", "-q", "--allow-empty", "-m", message);
  return git(repository, "rev-parse", "HEAD");
}

export interface Bench {
  directory: string;
  source: string;
  base: string;
  mirror: Mirror;
  workspace: Workspace;
  warnings: WorkspaceWarning[];
  at: (name: string) => string;
}

/** Source, mirror and workspace in a fresh directory that goes away with the test. */
export async function bench(
  files?: Record<string, string | Buffer>,
  options: Partial<MirrorOptions> = {},
): Promise<Bench> {
  const directory = scratchDirectory();
  const source = await sourceRepository(directory, files);
  const warnings: WorkspaceWarning[] = [];
  const mirror = await openMirror({
    directory: join(directory, "mirrors", "project"),
    url: source,
    warn: (warning) => warnings.push(warning),
    lockPolicy: { staleAfterMs: 300, patienceMs: 5000 },
    ...options,
  });
  const workspace = await openWorkspace(mirror, join(directory, "worktrees"));
  onTestFinished(() => closeWorkspace(workspace));
  await fetchMirror(mirror);
  return {
    directory,
    source,
    base: git(source, "rev-parse", "main"),
    mirror,
    workspace,
    warnings,
    at: (name) => join(workspace.root, name),
  };
}

/** Tree id of what is in a directory, by a git of its own. */
export function treeOf(repository: string, commit: string): string {
  return git(repository, "rev-parse", `${commit}^{tree}`);
}

/** Waits for a condition with a deadline. */
export async function until(condition: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
