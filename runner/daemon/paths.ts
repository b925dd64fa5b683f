import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SpoolError } from "../../shared/errors.ts";

/** Where everything of one runner lives. All owner-only: it holds source code, transcripts and tokens. */
export interface DataPaths {
  root: string;
  lock: string;
  /** What clients on this machine find the runner by. */
  discovery: string;
  /** The owner's own token. */
  token: string;
  repositories: string;
  worktrees: string;
  runs: string;
  artifacts: string;
}

export function dataPaths(root: string, overrides: { worktrees?: string; artifacts?: string } = {}): DataPaths {
  return {
    root,
    lock: join(root, "runner.lock"),
    discovery: join(root, "runner.json"),
    token: join(root, "local.token"),
    repositories: join(root, "repositories"),
    worktrees: overrides.worktrees ?? join(root, "worktrees"),
    runs: join(root, "runs"),
    artifacts: overrides.artifacts ?? join(root, "artifacts"),
  };
}

/** Makes the directories. A data directory that others may enter is refused: its secrets would be theirs. */
export function prepareDirectories(paths: DataPaths): void {
  for (const path of [paths.root, paths.repositories, paths.worktrees, paths.runs, paths.artifacts]) {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
      throw new SpoolError("unavailable", `cannot make the directory ${path} (${code})`, {
        cause: error,
        hint: "set runtime.data_dir to a directory that you may write",
      });
    }
  }
  const { mode, uid } = statSync(paths.root);
  if ((mode & 0o077) !== 0 || (process.getuid && uid !== process.getuid())) {
    throw new SpoolError("forbidden", `${paths.root} is open to other users`, { hint: `chmod 700 ${paths.root}` });
  }
}

/** Name of this runner, made once and kept: by it a restarted runner knows the runs it may take over at once. */
export function runnerIdentity(paths: DataPaths): string {
  const path = join(paths.root, "runner.id");
  try {
    const known = readFileSync(path, "utf8").trim();
    if (/^runner_[0-9a-f]{16}$/.test(known)) return known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const id = `runner_${randomBytes(8).toString("hex")}`;
  writeFileSync(`${path}.new`, `${id}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return id;
}
