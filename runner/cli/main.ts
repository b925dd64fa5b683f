import { exitCodes } from "./exit-code.ts";
import type { CommandContext, GlobalOptions, Host } from "./context.ts";
import { runProgram } from "./program.ts";
import { reportError } from "./report-error.ts";
import type { RunnerPort } from "./runner-port.ts";
import { openTerminal, type Terminal } from "./terminal/terminal.ts";

/** Runs one command line; resolves with what to exit with. Nothing is thrown and no stack is printed. */
export async function main(argv: readonly string[], host: Host = process): Promise<number> {
  // A reader that closed its end (`spool … | head`) has what it wanted.
  for (const stream of [host.stdout, host.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      process.exit(error.code === "EPIPE" ? exitCodes.ok : exitCodes.internal);
    });
  }
  const plain = openTerminal(host, { noColor: true });
  try {
    return await runProgram(argv, plain, async (action, call, options) => {
      const terminal = openTerminal(host, { noColor: !options.color });
      await using session = new Session(host, terminal, options);
      return (await action(session, call)) ?? exitCodes.ok;
    });
  } catch (error) {
    const end = argv.indexOf("--");
    const json = (end === -1 ? argv : argv.slice(0, end)).includes("--json");
    return reportError(error, { terminal: plain, json, debug: Boolean(host.env["SPOOL_DEBUG"]) });
  }
}

class Session implements CommandContext, AsyncDisposable {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  readonly environment: NodeJS.ProcessEnv;
  readonly #host: Host;
  #runner: Promise<RunnerPort> | undefined;

  constructor(host: Host, terminal: Terminal, options: GlobalOptions) {
    this.#host = host;
    this.environment = host.env;
    this.terminal = terminal;
    this.options = options;
  }

  /** Read through a getter: merely touching process.stdin can keep a process from ending. */
  get stdin(): Host["stdin"] {
    return this.#host.stdin;
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
