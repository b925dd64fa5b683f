import type { PermissionAnswer, PermissionRule, PermissionRules } from "../../../shared/model/permissions.ts";
import { fitsExactly, mayFit, patternWords } from "./command-pattern.ts";
import { hostsIn } from "./hosts.ts";
import { fitsHost, fitsPath } from "./pattern.ts";
import { readShell, type SimpleCommand } from "./shell.ts";
import { type SideEffect, sideEffectOf } from "./side-effects.ts";
import type { Judgement, ToolUse } from "./tool-use.ts";
import { type Budget, startedBy } from "./unwrap.ts";

interface Part extends Judgement {
  /** Allowed for what it is, which only holds while the whole line is certain. */
  isByCommand: boolean;
}

const strictestFirst = ["deny", "ask", "none", "allow"] as const;

/**
 * Of a command line, each command in it is judged by the first rule that fits, and the strictest answer counts. A rule that
 * allows a command fits only where it is certain what runs; one that asks or forbids fits wherever it may be meant.
 */
export function judgeCommands({ rules }: PermissionRules, { command = "" }: Pick<ToolUse, "command">): Judgement {
  const { commands, certain, whole } = readShell(command);
  const budget = { left: 400 };
  const parts = commands.map((one) => judgeCommand(rules, one, { line: command, budget }));
  if (parts.length === 0) parts.push(judgeUnreadable(rules));
  const answer = strictestFirst.find((candidate) => parts.some((part) => part.answer === candidate)) ?? "none";
  const isDoubtful = !whole || parts.some((part) => part.isDoubtful);
  const sideEffect = parts.find((part) => part.sideEffect !== undefined)?.sideEffect;
  const isUnsafe = answer === "allow" && !certain && parts.some((part) => part.isByCommand);
  if (isUnsafe) return { answer: "none", isDoubtful: true, sideEffect };
  return { answer, isDoubtful, sideEffect };
}

/** Nothing in it can be read as a command, or it was too long to be read at all. */
function judgeUnreadable(rules: readonly PermissionRule[]): Part {
  const general = rules.find((rule) => isFor(rule) && isGeneral(rule));
  return {
    answer: general?.answer ?? "none",
    isDoubtful: general === undefined,
    sideEffect: undefined,
    isByCommand: false,
  };
}

function isFor({ tool }: PermissionRule): boolean {
  return tool === undefined || tool === "execute";
}

function isGeneral({ command, path, host }: PermissionRule): boolean {
  return command === undefined && path === undefined && host === undefined;
}

function judgeCommand(
  rules: readonly PermissionRule[],
  command: SimpleCommand,
  { line, budget }: { line: string; budget: Budget },
): Part {
  const { commands: started, unknown } = startedBy(command, budget);
  const sideEffect = started.map((one) => sideEffectOf(one, line)).find((effect) => effect !== undefined);
  let isDoubtful = unknown;
  const part = (answer: PermissionAnswer | "none"): Part => ({ answer, isDoubtful, sideEffect, isByCommand: false });
  for (const rule of rules) {
    if (!isFor(rule)) continue;
    // That everything of a kind is allowed was not said of what nobody can see.
    if (isGeneral(rule)) return part(rule.answer === "allow" && unknown ? "none" : rule.answer);
    if (rule.answer === "allow") {
      if (rule.command === undefined || rule.path !== undefined || rule.host !== undefined) continue;
      const words = patternWords(rule.command);
      if (fitsExactly(words, command)) {
        const named = sideEffect !== undefined && effectOfPattern(words) === sideEffect;
        return { ...part("allow"), isByCommand: true, sideEffect: named ? undefined : sideEffect };
      }
      isDoubtful ||= started.some((one) => mayFit(words, one));
      continue;
    }
    const found = new Set(started.map((one) => mayBeMeant(rule, one)));
    if (found.has("fits")) return part(rule.answer);
    isDoubtful ||= found.has("unclear");
  }
  return part("none");
}

/** A rule names a side effect when its own words already have it: `git push --force *` does, `git *` does not. */
function effectOfPattern(words: readonly string[]): SideEffect | undefined {
  const literal = words.filter((word) => word !== "*");
  return sideEffectOf({ words: literal.map((text) => ({ text, certain: true })), altered: false }, literal.join(" "));
}

function mayBeMeant({ command, path, host }: PermissionRule, one: SimpleCommand): "fits" | "unclear" | "no" {
  if (command !== undefined && !mayFit(patternWords(command), one)) return "no";
  const words = one.words.map(({ text }) => text);
  const isVague = one.words.some((word) => !word.certain || /[*?[]/.test(word.text));
  const plain = words.map((word) => word.replace(/^(?:\.\/+)+/, ""));
  if (path !== undefined && !plain.some((word) => fitsPath(path, word))) return isVague ? "unclear" : "no";
  if (host !== undefined && !hostsIn(words).some((given) => fitsHost(host, given))) return isVague ? "unclear" : "no";
  return "fits";
}
