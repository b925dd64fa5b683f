import type { CommandSpec } from "../command.ts";
import { commandTable } from "../commands/table.ts";
import { exitCodeMeanings } from "../exit-code.ts";
import { globalOptions } from "./global-options.ts";
import { optionText, usageLine } from "./help.ts";

/** docs/cli.md, from the command table. */
export function commandReference(): string {
  return [
    "# The command line",
    "Made from the command table by `node .dev/run.mjs docs`; a test fails when it is not current.",
    "`spool` talks to a runner over HTTP and WebSocket. On the build box it finds the runner through `runner.json` in the data\ndirectory; from elsewhere it needs `--runner` and `--token-file`. A token is never given on the command line, where every\nuser of the machine could read it. Ids may be shortened to their unique ending of four characters or more.",
    "## Options of every command",
    table(
      ["Option", "Meaning"],
      globalOptions.map(({ flags, what }) => [code(flags), what]),
    ),
    "## Exit codes",
    table(
      ["Code", "Meaning"],
      [
        ...Object.entries(exitCodeMeanings).map(([number, meaning]): [string, string] => [number, meaning]),
        ["130", "watching was ended by Ctrl-C; the work goes on"],
      ],
    ),
    'An error is one line `spool: …` and, where something can be done, one line `hint: …`, both on standard error. With `--json` it\nis one JSON object `{"error": {"code", "message", "hint", "details"}}` on standard output.',
    "## Commands",
    ...commandTable.map(commandSection),
  ]
    .join("\n\n")
    .concat("\n");
}

function commandSection(spec: CommandSpec): string {
  const all = spec.options ?? [];
  const aliases = (spec.aliases ?? []).map((path) => code(`spool ${path.join(" ")}`));
  const rows = [
    ...(spec.arguments ?? []).map(({ name, what }): [string, string] => [code(`<${name}>`), what]),
    ...all
      .filter(({ aliasOf }) => aliasOf === undefined)
      .map((option): [string, string] => [code(option.flags), optionText(option, all)]),
  ];
  return [
    `### spool ${spec.path.join(" ")}`,
    `${spec.purpose}.${spec.detail === undefined ? "" : ` ${spec.detail}`}`,
    `${code(usageLine(spec))}${aliases.length === 0 ? "" : `, also ${aliases.join(", ")}`}`,
    ...(rows.length === 0 ? [] : [table(["", ""], rows)]),
    `\`\`\`sh\n${spec.examples.join("\n")}\n\`\`\``,
    `Next: ${spec.next}`,
  ].join("\n\n");
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    `| ${head.join(" | ")} |`,
    "| --- | --- |",
    ...rows.map(([left, right]) => `| ${cell(left)} | ${cell(right)} |`),
  ].join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}
