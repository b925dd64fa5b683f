import type { CommandSpec, OptionSpec } from "../command.ts";
import { commandTable, groups } from "../commands/table.ts";
import { globalOptions } from "./global-options.ts";

const width = 80;

/** What `spool <command> --help` teaches: purpose, arguments, options, examples, what next. */
export function commandHelp(spec: CommandSpec): string {
  const shown = (spec.options ?? []).filter((option) => option.aliasOf === undefined);
  const aliases = (spec.aliases ?? []).map((path) => `spool ${path.join(" ")}`);
  return [
    `${spec.purpose}\n`,
    `usage: ${usageLine(spec)}${aliases.length === 0 ? "" : `\n       also: ${aliases.join(", ")}`}\n`,
    spec.detail === undefined ? "" : `${paragraph(spec.detail, 0)}\n`,
    section(
      "arguments",
      (spec.arguments ?? []).map(({ name, what }) => [`<${name}>`, what]),
    ),
    section(
      "options",
      shown.map((option) => [option.flags, optionText(option, spec.options ?? [])]),
    ),
    `examples:\n${spec.examples.map((line) => `  $ ${line}\n`).join("")}`,
    `next: ${paragraph(spec.next, 6).trimStart()}\n\nspool --help shows the options that every command takes.\n`.replace(
      "\n\n\n",
      "\n\n",
    ),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

export function usageLine(spec: CommandSpec): string {
  const words = (spec.arguments ?? []).map(({ name, optional, rest }) => {
    const word = `<${name}>${rest ? "…" : ""}`;
    return optional ? `[${word}]` : word;
  });
  const options = (spec.options ?? []).length > 0 ? ["[options]"] : [];
  return ["spool", ...spec.path, ...words, ...options].join(" ");
}

export function optionText(option: OptionSpec, all: readonly OptionSpec[]): string {
  const aliases = all.filter((other) => other.aliasOf === option.flags).map(({ flags }) => flags.split(" ")[0] ?? "");
  const also = aliases.length === 0 ? "" : ` (also ${aliases.join(", ")})`;
  return `${option.what}${option.repeat ? "; may be repeated" : ""}${also}`;
}

export function groupHelp(group: string): string {
  const members = commandTable.filter(({ path }) => path.length > 1 && path[0] === group);
  return [
    `spool ${group}: ${groups[group] ?? ""}\n`,
    section(
      "commands",
      members.map((spec) => [usageLine(spec).replace(" [options]", ""), spec.purpose]),
    ),
    `spool ${group} <command> --help teaches one of them.\n`,
  ].join("\n");
}

export function rootHelp(): string {
  const single = commandTable.filter(({ path }) => path.length === 1);
  const grouped = Object.entries(groups).map(([name, what]): [string, string] => {
    const members = commandTable.filter(({ path }) => path.length > 1 && path[0] === name);
    return [name, `${what}: ${members.map(({ path }) => path[1]).join(", ")}`];
  });
  return [
    "spool runs coding agents on a build box: hand it work, watch, take the result.\n",
    "usage: spool <command> [options]\n",
    section("commands", [...single.map((spec): [string, string] => [spec.path.join(" "), spec.purpose]), ...grouped]),
    section("options for every command", [
      ...globalOptions.map(({ flags, what }): [string, string] => [flags, what]),
      ["-h, --help", "what a command does, with examples"],
      ["-V, --version", "the version of this program"],
    ]),
    `start here:\n  $ spool init && spool doctor && spool serve\n  $ spool thread start --project my-app --watch "Fix the flaky login test"\n`,
    "Ids may be shortened to their unique ending of four characters or more.\n",
  ].join("\n");
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return "";
  const widest = Math.min(28, Math.max(...rows.map(([left]) => left.length)));
  const indent = widest + 4;
  const lines = rows.map(([left, right]) => {
    const text = paragraph(right, indent).trimStart();
    return left.length > widest ? `  ${left}\n${" ".repeat(indent)}${text}` : `  ${left.padEnd(widest + 2)}${text}`;
  });
  return `${title}:\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** Help is plain ASCII prose, so its width is its length. */
function paragraph(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((part) => " ".repeat(indent) + part).join("\n");
}
