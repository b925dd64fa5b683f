import type { Readable, Writable } from "node:stream";
import type { RunnerPort } from "./runner-port.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface GlobalOptions {
  runner?: string | undefined;
  tokenFile?: string | undefined;
  config?: string | undefined;
  json: boolean;
  color: boolean;
}

/** The process that a command line runs in, as far as a command may know of it. */
export interface Host {
  readonly stdin: Readable & { isTTY?: boolean };
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  readonly stderr: Writable & { isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
}

/** What every command stands on. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: Host["stdin"];
  /** Connects at the first use; the connection is closed when the command has ended. */
  runner(): Promise<RunnerPort>;
  /** Prints one answer: with `--json` its wire shape on one line, else its text for people. */
  print(answer: { json: () => unknown; text: () => string | Promise<string> }): Promise<void>;
}

/** Ctrl-C (and TERM) as a signal instead of the end of the process. The second one ends it as usual. */
export function onInterrupt(): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const abort = () => {
    release();
    controller.abort();
  };
  const release = () => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  return { signal: controller.signal, [Symbol.dispose]: release };
}
