import { randomUUID } from "node:crypto";
import { execa, type Result } from "execa";
import { SpoolError } from "../../shared/errors.ts";
import { findProcessSet, markValue, markVariable } from "./process-set.ts";
import { signalGroupOf, signalProcess } from "./process-stat.ts";

export interface CommandOptions {
  cwd: string;
  /** Complete: nothing is inherited. */
  environment: Record<string, string>;
  /** Milliseconds, after which the command and all its descendants are killed. */
  timeoutMs: number;
  /** Bytes of stdout and of stderr each, after which they are killed too. Default 16 MiB. */
  outputLimit?: number;
  /** Absent: the command reads end of file at once. */
  input?: string | Uint8Array;
  signal?: AbortSignal;
}

interface Output {
  stdout: Buffer;
  stderr: Buffer;
  durationMs: number;
}

/** How a short command ended; never an exception. The output is what there was until then, cut at the limit. */
export type CommandResult =
  | ({ kind: "exited"; code: number } & Output)
  | ({ kind: "signalled"; signal: string } & Output)
  | ({ kind: "timed_out" } & Output)
  | ({ kind: "output_limit" } & Output)
  | ({ kind: "aborted" } & Output)
  | { kind: "not_started"; reason: string };

const defaultOutputLimit = 16 * 1024 * 1024;
/** How long descendants may hold the output open after the command itself ended, in milliseconds. */
const lingerMs = 200;

/** Runs a short command to its end. It dies with its descendants; it does not survive the runner's orderly end. */
export async function runCommand(argv: readonly string[], options: CommandOptions): Promise<CommandResult> {
  const [file = "", ...rest] = argv;
  const mark = `command-${randomUUID()}`;
  const cancel = new AbortController();
  let cause: "timed_out" | "aborted" | undefined;
  const end = (why: typeof cause): void => {
    cause ??= why;
    cancel.abort();
  };
  const abort = (): void => end("aborted");
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener("abort", abort, { once: true });
  const timer = setTimeout(() => end("timed_out"), options.timeoutMs);
  let linger: NodeJS.Timeout | undefined;
  // Where it cannot look (no descriptor left), the runner must not end for it: time runs out for the command all the same.
  const sweep = (): void => void killMarked(mark).catch(() => undefined);
  try {
    const child = execa(file, rest, {
      cwd: options.cwd,
      env: { ...options.environment, [markVariable]: markValue(mark) },
      extendEnv: false,
      input: options.input ?? "",
      encoding: "buffer",
      maxBuffer: options.outputLimit ?? defaultOutputLimit,
      stripFinalNewline: false,
      reject: false,
      detached: true,
      cancelSignal: cancel.signal,
      forceKillAfterDelay: false,
      killSignal: "SIGKILL",
    });
    // A descendant that keeps the pipes open would keep the caller waiting for ever.
    child.nodeChildProcess.once("exit", () => {
      linger = setTimeout(sweep, lingerMs);
    });
    cancel.signal.addEventListener("abort", sweep, { once: true });
    const result = await child;
    const outcome = toResult(result, cause);
    if (outcome.kind !== "exited" && outcome.kind !== "not_started") await killMarked(mark);
    return outcome;
  } finally {
    clearTimeout(timer);
    clearTimeout(linger);
    options.signal?.removeEventListener("abort", abort);
  }
}

/** The output of a command that exited with 0; anything else becomes an error that says what was run and what it said. */
export function expectSuccess(argv: readonly string[], result: CommandResult): Output {
  if (result.kind === "exited" && result.code === 0) return result;
  const command = argv.slice(0, 2).join(" ");
  if (result.kind === "not_started") {
    throw new SpoolError("process_failed", `${command} could not be started: ${result.reason}`);
  }
  const said = result.stderr.toString().trim().slice(-2000);
  const code =
    result.kind === "timed_out" ? "timeout" : result.kind === "output_limit" ? "limit_exceeded" : "process_failed";
  throw new SpoolError(code, `${command} ${describe(result)}${said && `: ${said}`}`, {
    details: { kind: result.kind, ...(result.kind === "exited" && { code: result.code }) },
  });
}

function describe(result: Exclude<CommandResult, { kind: "not_started" }>): string {
  switch (result.kind) {
    case "exited":
      return `exited with ${result.code}`;
    case "signalled":
      return `was ended by ${result.signal}`;
    case "timed_out":
      return `did not end within its ${result.durationMs} ms`;
    case "output_limit":
      return "wrote more than it may";
    case "aborted":
      return "was cancelled";
  }
}

function toResult(
  result: Result<{ encoding: "buffer"; reject: false }>,
  cause: "timed_out" | "aborted" | undefined,
): CommandResult {
  const output = {
    stdout: Buffer.from(result.stdout ?? []),
    stderr: Buffer.from(result.stderr ?? []),
    durationMs: Math.round(result.durationMs),
  };
  if (cause) return { kind: cause, ...output };
  if (result.isMaxBuffer) return { kind: "output_limit", ...output };
  if (result.signal) return { kind: "signalled", signal: result.signal, ...output };
  if (result.exitCode !== undefined) return { kind: "exited", code: result.exitCode, ...output };
  return { kind: "not_started", reason: result.originalMessage ?? result.shortMessage ?? "unknown" };
}

/** Twice over, for what was forked while the first look was on. */
async function killMarked(mark: string): Promise<void> {
  for (let look = 0; look < 2; look++) {
    for (const member of await findProcessSet(mark)) {
      if (!signalGroupOf(member, "SIGKILL")) signalProcess(member, "SIGKILL");
    }
  }
}
