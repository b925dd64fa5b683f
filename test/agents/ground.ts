import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { groundBase } from "./ground-base.ts";
import type { AgentLaunch } from "../../runner/agents/port.ts";

const run = promisify(execFile);

export interface Ground extends AsyncDisposable {
  root: string;
  /** A fresh git repository with one commit. */
  cwd: string;
  home: string;
  /** PATH, HOME, TMPDIR and a language: nothing of the machine's own. */
  environment: Record<string, string>;
  launch(prompt: string, more?: Partial<AgentLaunch>): AgentLaunch;
}

const base = groundBase();

export async function ground(files: Record<string, string> = {}): Promise<Ground> {
  await mkdir(base, { recursive: true });
  const root = await mkdtemp(join(base, "g-"));
  const [cwd, home, state, temporary] = ["tree", "home", "state", "tmp"].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [cwd, home, state, temporary]) await mkdir(folder);
  for (const [path, content] of Object.entries({ "README.md": "# test\n", ...files })) {
    await mkdir(dirname(join(cwd, path)), { recursive: true });
    await writeFile(join(cwd, path), content);
  }
  const environment = {
    HOME: home,
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    TMPDIR: temporary,
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = async (...args: string[]) => run("git", args, { cwd, env: environment });
  await git("init", "-q", "-b", "main");
  await git("add", "-A");
  await git("-c", "user.name=Test", "-c", "user.email=test@example.invalid", "commit", "-qm", "start");
  return {
    root,
    cwd,
    home,
    environment,
    launch: (prompt, more = {}) => ({
      runId: "run-1",
      cwd,
      stateDirectory: state,
      prompt,
      newSessionId: randomUUID(),
      phase: "work",
      writeMode: "workspace_write",
      permissions: "ask",
      ...more,
    }),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
