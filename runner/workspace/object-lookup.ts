import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { gitEnvironment } from "./git-environment.ts";

/** How long an answer may take before the lookup counts as stuck. A name is found in less than a millisecond. */
const answerMs = 10_000;
/** How long git is kept for the next question. */
const idleMs = 3_000;

/**
 * What names stand for, asked of one `git cat-file --batch-check` that stays for a while: a dispatch asks some ten times,
 * and each start of a process would keep the runner busy for two milliseconds.
 */
export class ObjectLookup {
  readonly #control: string;
  #git: Session | undefined;

  /** `control`: the git directory that the runner itself uses. */
  constructor(control: string) {
    this.#control = control;
  }

  /** So that the first question need not wait for git to start. */
  prepare(): void {
    this.#session();
  }

  /**
   * The id of the object, or undefined where there is none; `failed` where this git could not tell, and another may.
   */
  async find(name: string): Promise<{ id: string | undefined } | "failed"> {
    // A line is a question; such a name would be two.
    if (/[\n\0]/.test(name)) return { id: undefined };
    const answer = await this.#session().ask(name);
    if (answer === undefined) return "failed";
    const id = /^([0-9a-f]{40}|[0-9a-f]{64}) [a-z]+$/.exec(answer)?.[1];
    if (id !== undefined) return { id };
    return answer.endsWith(" missing") ? { id: undefined } : "failed";
  }

  close(): void {
    this.#git?.close();
    this.#git = undefined;
  }

  #session(): Session {
    if (!this.#git || this.#git.closed) this.#git = new Session(this.#control);
    return this.#git;
  }
}

class Session {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((answer: string | undefined) => void)[] = [];
  #text = "";
  #timer: NodeJS.Timeout | undefined;
  closed = false;

  constructor(control: string) {
    const { stdin, stdout, stderr } = (this.#child = spawn(
      "git",
      ["cat-file", "--batch-check=%(objectname) %(objecttype)"],
      { cwd: control, env: { ...gitEnvironment(), GIT_DIR: control }, detached: true },
    ));
    const end = () => this.close();
    this.#child.once("error", end).once("close", end);
    stdin.on("error", end);
    stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    stderr.resume();
    // It must not keep a runner alive that has nothing else to do. Its end of input ends it in any case.
    this.#child.unref();
    for (const stream of [stdin, stdout, stderr]) (stream as unknown as Socket).unref();
    this.#wait(idleMs);
  }

  ask(name: string): Promise<string | undefined> {
    if (this.closed) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      (this.#child.stdout as unknown as Socket).ref();
      this.#wait(answerMs);
      this.#child.stdin.write(`${name}\n`);
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.#timer);
    this.#child.stdin.end();
    this.#child.kill("SIGKILL");
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }

  #read(text: string): void {
    const lines = (this.#text + text).split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) this.#waiting.shift()?.(line);
    if (this.#waiting.length > 0) return;
    (this.#child.stdout as unknown as Socket).unref();
    this.#wait(idleMs);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), milliseconds).unref();
  }
}
