import { exitCodes } from "./exit-code.ts";
import type { CommandContext, GlobalOptions } from "./context.ts";
import { runProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import type { RunnerPort } from "./runner-port.ts";
import { openTerminal, type Terminal } from "./terminal/terminal.ts";

/** Runs one command line; resolves with what to exit with. Nothing is thrown and no stack is printed. */
export async function main(argv: readonly string[]): Promise<number> {
  // A reader that closed its end (`spool … | head`) has what it wanted.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.internal);
    });
  }
  const plain = openTerminal(process, process.env, { noColor: true });
  try {
    return await runProgram(argv, plain, async (action, call, options) => {
      const terminal = openTerminal(process, process.env, { noColor: !options.color });
      await using session = new Session(terminal, options);
      return (await action(session, call)) ?? exitCodes.ok;
    });
  } catch (error) {
    const end = argv.indexOf("--");
    const json = (end === -1 ? argv : argv.slice(0, end)).includes("--json");
    return reportError(error, { terminal: plain, json, debug: Boolean(process.env["SPOOL_DEBUG"]) });
  }
}

class Session implements CommandContext, AsyncDisposable {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  readonly environment = process.env;
  #runner: Promise<RunnerPort> | undefined;

  constructor(terminal: Terminal, options: GlobalOptions) {
    this.terminal = terminal;
    this.options = options;
  }

  /** Read through a getter: merely touching process.stdin can keep a process from ending. */
  get stdin(): NodeJS.ReadStream {
    return process.stdin;
  }

  runner(): Promise<RunnerPort> {
    this.#runner ??= import("./connect/connect.ts").then(({ connectRunner }) =>
      connectRunner(this.options, this.environment, (text) => {
        if (!this.options.json) this.terminal.note(`spool: ${text}\n`);
      }),
    );
    return this.#runner;
  }

  async print(answer: { json: () => unknown; text: () => string | Promise<string> }): Promise<void> {
    this.terminal.out(this.options.json ? `${JSON.stringify(await answer.json())}\n` : await answer.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#runner) return;
    const runner = await this.#runner.catch(() => undefined);
    await runner?.[Symbol.asyncDispose]();
  }
}
