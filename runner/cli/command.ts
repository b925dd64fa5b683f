import type { ExitCode } from "./exit-code.ts";
import type { Call } from "./call.ts";
import type { CommandContext } from "./context.ts";

/**
 * One command as data: what commander parses, what `--help` teaches and what docs/cli.md says all come from here. The
 * work itself is loaded when the command runs, so that `spool --help` loads none of it.
 */
export interface CommandSpec {
  /** Words behind `spool`. */
  path: readonly string[];
  /** Other words for the same, hidden from the overview. */
  aliases?: readonly (readonly string[])[];
  /** One line, no full stop. */
  purpose: string;
  /** What a person has to know besides, in full sentences. */
  detail?: string;
  arguments?: readonly ArgumentSpec[];
  options?: readonly OptionSpec[];
  examples: readonly [string, string, ...string[]];
  /** What one does next. */
  next: string;
  load: () => Promise<CommandAction>;
}

export interface ArgumentSpec {
  name: string;
  what: string;
  optional?: boolean;
  /** Takes all words that follow. */
  rest?: boolean;
}

export interface OptionSpec {
  /** As commander reads it: `--label <text>`, `-f, --follow`. */
  flags: string;
  what: string;
  /** May be given several times. */
  repeat?: boolean;
  /** An older name of another option: accepted, not shown in the overview of options. */
  aliasOf?: string;
}

/** Returns what to exit with; nothing means 0. */
export type CommandAction = (context: CommandContext, call: Call) => Promise<ExitCode | 130 | undefined>;
