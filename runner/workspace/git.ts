import { type ChildProcess, spawn } from "node:child_process";
import { openCredentials, type Credentials } from "./credentials.ts";
import { gitEnvironment } from "./git-environment.ts";
import { GitError, gitFailure } from "./git-error.ts";

export interface GitOptions {
  cwd?: string;
  /** GIT_DIR and its like. */
  environment?: Record<string, string>;
  globalConfig?: string;
  input?: Uint8Array | string;
  /** Milliseconds; then the whole process group ends. Default one minute. */
  timeoutMs?: number;
  signal?: AbortSignal;
  write?: boolean;
  /** File to hold with flock(1) while git runs. An orphan of a killed runner holds it on, which is the point. */
  lock?: string;
  /** Exit codes that are answers; default 0 only. */
  accept?: readonly number[];
  credentials?: { value: Credentials; askpass: string; host: string };
  /** Bytes of output to drop, then to keep. Git is ended once the limit is full. */
  skipBytes?: number;
  limitBytes?: number;
  /** Paths appended as arguments byte for byte, which Node's own argv cannot carry. */
  rawArguments?: readonly Uint8Array[];
}

export interface GitResult {
  stdout: Buffer;
  stderr: string;
  code: number;
  /** More output was there than `limitBytes`. */
  truncated: boolean;
}

const defaultTimeout = 60_000;
const stderrLimit = 256 * 1024;
const lockHeld = 75;

/** Runs one git. The only place that does. Throws GitError. */
export async function runGit(args: readonly string[], options: GitOptions = {}): Promise<GitResult> {
  const environment = {
    ...gitEnvironment(options),
    ...options.environment,
    ...(options.credentials && {
      GIT_ASKPASS: options.credentials.askpass,
      SPOOL_ASKPASS_HOST: options.credentials.host,
    }),
  };
  const secretFile = options.credentials ? await openCredentials(options.credentials.value) : undefined;
  try {
    return await start(args, options, environment, secretFile?.fd);
  } finally {
    await secretFile?.close();
  }
}

function commandLine(args: readonly string[], options: GitOptions): [string, string[]] {
  let command = ["git", ...args];
  if (options.rawArguments) command = ["xargs", "-0", ...command];
  if (options.lock) {
    const seconds = String(Math.ceil((options.timeoutMs ?? defaultTimeout) / 1000));
    command = ["flock", "--no-fork", "-E", String(lockHeld), "-w", seconds, options.lock, ...command];
  }
  const [program = "git", ...rest] = command;
  return [program, rest];
}

function commandInput(options: GitOptions): Uint8Array | undefined {
  if (options.rawArguments) return Buffer.concat(options.rawArguments.flatMap((path) => [path, Buffer.alloc(1)]));
  return typeof options.input === "string" ? Buffer.from(options.input) : options.input;
}

async function start(
  args: readonly string[],
  options: GitOptions,
  environment: Record<string, string>,
  secretDescriptor: number | undefined,
): Promise<GitResult> {
  const [program, programArguments] = commandLine(args, options);
  const input = commandInput(options);
  // Not execa: of the milliseconds that a process start keeps the runner busy, it would add a third.
  const subprocess = spawn(program, programArguments, {
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    env: environment,
    // Its own group, so that a transport helper ends with git, and so that git outlives a killed runner in peace.
    detached: true,
    stdio: [
      input === undefined ? "ignore" : "pipe",
      "pipe",
      "pipe",
      ...(secretDescriptor === undefined ? [] : [secretDescriptor]),
    ],
  });
  const exit = exited(subprocess);
  let ended: "timeout" | "cancelled" | "full" | undefined;
  const end = (why: "timeout" | "cancelled" | "full"): void => {
    ended ??= why;
    killGroup(subprocess.pid, why === "full" ? "SIGKILL" : "SIGTERM");
  };
  const timeoutMs = options.timeoutMs ?? defaultTimeout;
  const timer = setTimeout(() => end("timeout"), timeoutMs);
  const hardTimer = setTimeout(() => killGroup(subprocess.pid, "SIGKILL"), timeoutMs + 3000);
  const onAbort = (): void => end("cancelled");
  options.signal?.addEventListener("abort", onAbort, { once: true });
  if (options.signal?.aborted) onAbort();

  const output = new Window(options.skipBytes ?? 0, options.limitBytes ?? Number.POSITIVE_INFINITY);
  const complaints = new Window(0, stderrLimit);
  subprocess.stdout?.on("data", (chunk: Buffer) => {
    if (!output.add(chunk)) end("full");
  });
  subprocess.stderr?.on("data", (chunk: Buffer) => complaints.add(chunk));
  // Git may be done before it has read everything; its exit code says whether that matters.
  subprocess.stdin?.on("error", () => undefined);
  if (input !== undefined) subprocess.stdin?.end(input);

  let result: Exit;
  try {
    result = await exit;
  } finally {
    clearTimeout(timer);
    clearTimeout(hardTimer);
    options.signal?.removeEventListener("abort", onAbort);
  }
  const stderr = complaints.bytes().toString();
  const code = result.code ?? -1;
  const secret = options.credentials?.value;
  const secrets = secret ? [secret.password || secret.username] : [];
  const name = args.find((argument) => !argument.startsWith("-")) ?? "";
  if (ended === "timeout") throw new GitError("timeout", `git ${name} took longer than ${timeoutMs} ms`);
  if (ended === "cancelled") throw new GitError("cancelled", `git ${name} was cancelled`);
  if (ended === "full") return { stdout: output.bytes(), stderr, code: 0, truncated: true };
  if (result.failure) {
    const what = options.cwd === undefined ? program : `${program} in ${options.cwd}`;
    const isMissing = (result.failure as NodeJS.ErrnoException).code === "ENOENT";
    throw new GitError(isMissing ? "git_missing" : "failed", `cannot start ${what}`, { cause: result.failure });
  }
  if (options.lock && code === lockHeld)
    throw new GitError("locked", `git ${name} waited too long for ${options.lock}`);
  if (!(options.accept ?? [0]).includes(code)) throw gitFailure(args, { code: result.code, stderr }, secrets);
  return { stdout: output.bytes(), stderr, code, truncated: false };
}

interface Exit {
  /** Null when a signal ended it. */
  code: number | null;
  /** Why it could not be started. */
  failure?: Error;
}

/** Resolves once it has ended and all of its output is there. */
function exited(subprocess: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    subprocess.once("error", (failure) => resolve({ code: null, failure }));
    subprocess.once("close", (code) => resolve({ code }));
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has just ended by itself, which is what was wanted.
  }
}

/** Keeps `limit` bytes after the first `skip`. */
class Window {
  readonly #chunks: Buffer[] = [];
  #skip: number;
  #room: number;

  constructor(skip: number, limit: number) {
    this.#skip = skip;
    this.#room = limit;
  }

  /** False once something had to be dropped behind the window. */
  add(chunk: Buffer): boolean {
    const wanted = chunk.subarray(Math.min(this.#skip, chunk.length));
    this.#skip -= chunk.length - wanted.length;
    const kept = wanted.subarray(0, Math.min(this.#room, wanted.length));
    if (kept.length > 0) this.#chunks.push(kept);
    this.#room -= kept.length;
    return kept.length === wanted.length;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
