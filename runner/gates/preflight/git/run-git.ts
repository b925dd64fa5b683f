import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { gitEnvironment } from "../../../workspace/git-environment.ts";
import { redact } from "../../../workspace/git-error.ts";
import type { GitPlace } from "../request.ts";
import { PreflightUnable } from "../unable.ts";

/**
 * Indexes over the objects are files that agents can write, and git believes them: a commit graph may leave commits out,
 * a pack index may point elsewhere. Without them git reads the objects themselves.
 */
const settings = ["-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false"];

const complaintLimit = 4_000;

/** A git at work: what it writes is read by the caller, at the caller's pace. `ended` rejects when git failed. */
export interface RunningGit extends Disposable {
  input: Writable;
  output: Readable;
  ended: Promise<void>;
}

export function startGit(place: GitPlace, args: readonly string[]): RunningGit {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn("git", [...settings, ...args], {
    cwd: place.directory,
    env: {
      ...gitEnvironment(),
      GIT_DIR: place.directory,
      ...(place.indexFile !== undefined && { GIT_INDEX_FILE: place.indexFile }),
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    if (complaint.length < complaintLimit) complaint += text;
  });
  // Git may end before it has read everything; how it ended says whether that matters.
  child.stdin.on("error", () => undefined);
  const name = args[0] ?? "";
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", (cause) => reject(new PreflightUnable(`git ${name} could not be started`, { cause })));
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const said = redact(complaint).trim().split("\n").at(-1)?.slice(0, 200) ?? "";
      reject(new PreflightUnable(`git ${name} failed${said === "" ? "" : `: ${said}`}`));
    });
  });
  // Waited for by the caller; a failure before that must not end the thread.
  ended.catch(() => undefined);
  return {
    input: child.stdin,
    output: child.stdout,
    ended,
    [Symbol.dispose]() {
      child.kill("SIGKILL");
    },
  };
}

/** Lines of text from a git, one at a time. */
export async function* readLines(place: GitPlace, args: readonly string[], input = ""): AsyncGenerator<string> {
  using git = startGit(place, args);
  git.input.end(input);
  let rest = "";
  for await (const chunk of git.output as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  await git.ended;
  if (rest !== "") yield rest;
}
