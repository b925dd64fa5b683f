import { Command, CommanderError, Option } from "commander";
import { SpoolError } from "../../shared/errors.ts";
import { Call } from "./call.ts";
import type { CommandAction, CommandSpec } from "./command.ts";
import { commandTable, groups } from "./commands/table.ts";
import type { GlobalOptions } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import { globalOptions } from "./help/global-options.ts";
import { commandHelp, groupHelp, rootHelp } from "./help/help.ts";
import type { Terminal } from "./terminal/terminal.ts";
import { spoolVersion } from "../version.ts";

type Run = (action: CommandAction, call: Call, options: GlobalOptions) => Promise<number>;

/** Parses `argv` by the command table and runs the command. Errors of usage are `invalid_input`. */
export async function runProgram(argv: readonly string[], terminal: Terminal, run: Run): Promise<number> {
  let result: number = exitCodes.ok;
  const program = buildProgram(terminal, async (action, call, options) => {
    result = await run(action, call, options);
    return result;
  });
  try {
    await program.parseAsync(argv[0] === "help" ? [...argv.slice(1), "--help"] : [...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCodes.ok;
    // A group without its command asks what there is.
    if (error.code === "commander.help") {
      const group = argv.find((word) => Object.hasOwn(groups, word));
      terminal.out(group === undefined ? rootHelp() : groupHelp(group));
      return exitCodes.ok;
    }
    throw usageError(error, argv);
  }
  return result;
}

function buildProgram(terminal: Terminal, run: Run): Command {
  const program = prepare(new Command("spool"), terminal, rootHelp);
  program.version(spoolVersion, "-V, --version");
  for (const { flags, what } of globalOptions) program.addOption(new Option(flags, what));
  const made = new Map<string, Command>();
  for (const spec of commandTable) {
    for (const path of [spec.path, ...(spec.aliases ?? [])]) {
      const [first = "", second] = path;
      if (second === undefined) {
        addCommand(program, first, spec, { terminal, program, run });
        continue;
      }
      let group = made.get(first);
      if (!group) {
        group = prepare(program.command(first), terminal, () => groupHelp(first));
        made.set(first, group);
      }
      addCommand(group, second, spec, { terminal, program, run });
    }
  }
  return program;
}

function addCommand(
  parent: Command,
  name: string,
  spec: CommandSpec,
  { terminal, program, run }: { terminal: Terminal; program: Command; run: Run },
): void {
  const command = prepare(parent.command(name), terminal, () => commandHelp(spec));
  for (const argument of spec.arguments ?? []) {
    const word = argument.rest ? `${argument.name}...` : argument.name;
    command.argument(argument.optional ? `[${word}]` : `<${word}>`);
  }
  for (const option of spec.options ?? []) {
    const parsed = new Option(option.flags, option.what);
    if (option.repeat) parsed.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    command.addOption(parsed);
  }
  command.action(async () => {
    const values = new Map<string, string | readonly string[]>();
    for (const [index, argument] of (spec.arguments ?? []).entries()) {
      const value: unknown = command.processedArgs[index];
      if (typeof value === "string") values.set(argument.name, value);
      if (Array.isArray(value)) values.set(argument.name, value.map(String));
    }
    const { runner, tokenFile, config, json, color } = program.opts<Partial<GlobalOptions>>();
    const options = { runner, tokenFile, config, json: json === true, color: color !== false };
    const action = await spec.load();
    await run(action, new Call(values, command.opts()), options);
  });
}

/** Commander as a parser only: help is made from the table and errors are thrown to the caller. */
function prepare(command: Command, terminal: Terminal, help: () => string): Command {
  return command
    .exitOverride()
    .helpCommand(false)
    .helpOption("-h, --help")
    .allowExcessArguments(false)
    .configureHelp({ formatHelp: help })
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text);
      },
      writeErr: () => {},
    });
}

function usageError(error: CommanderError, argv: readonly string[]): SpoolError {
  const [message = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest
    .join(" ")
    .trim()
    .replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?");
  return new SpoolError("invalid_input", message, { hint: suggestion || helpHint(argv) });
}

/** The help that is nearest to what was typed. */
function helpHint(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith("-"));
  const known = commandTable.flatMap(({ path, aliases = [] }) => [path, ...aliases]);
  const path = known.find((candidate) => candidate.every((word, index) => word === words[index]));
  return path === undefined ? "spool --help lists all commands" : `spool ${path.join(" ")} --help teaches it`;
}
