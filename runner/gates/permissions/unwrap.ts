import { programOf, readShell, type SimpleCommand, type Word } from "./shell.ts";
import { longestArguments } from "./side-effects.ts";

const shells = new Set(["sh", "bash", "dash", "zsh", "ksh", "ash", "fish"]);

/** Programs that start another one which their arguments name. */
const starters = new Set(
  [
    "sudo",
    "doas",
    "env",
    "nohup",
    "timeout",
    "nice",
    "ionice",
    "stdbuf",
    "setsid",
    "exec",
    "command",
    "builtin",
  ].concat(
    ["xargs", "find", "ssh", "su", "watch", "parallel", "chroot", "busybox", "time", "script", "strace", "unshare"],
    ["flock", "runuser", "npx", "pnpx", "bunx", "docker", "podman", "kubectl", "nsenter", "systemd-run", "eval", "fd"],
  ),
);

export interface Started {
  /** The command itself and all that it may start, as far as can be seen; more rather than fewer. */
  commands: SimpleCommand[];
  /** It may start something that cannot be seen. */
  unknown: boolean;
}

/** How many commands of one line are looked at, with all that they start. */
export interface Budget {
  left: number;
}

/** What a command starts: `sudo rm`, `sh -c 'rm'`, `find -exec rm`, `… | sh`. With the budget gone, the rest is unknown. */
export function startedBy(command: SimpleCommand, budget: Budget): Started {
  const { words } = command;
  const program = programOf(command);
  const isLong = words.reduce((length, { text }) => length + text.length + 1, 0) > longestArguments;
  const unknown = isLong || words[0]?.certain === false;
  budget.left -= 1;
  if (budget.left <= 0) return { commands: [command], unknown: true };
  if (shells.has(program)) return all(command, unknown, shellText(words), budget);
  if (!starters.has(program)) return { commands: [command], unknown };
  const tails = words.slice(1, 20).map((_, index) => ({ words: words.slice(index + 1), altered: true }));
  // A single argument may be a whole line, as for ssh; `eval` puts all of them together to one.
  const line = words.slice(1, 20).map(({ text }) => text);
  const lines = program === "eval" ? [line.join(" ")] : line.filter((text) => /\s/.test(text));
  const inner = [...tails, ...lines.flatMap((text) => readShell(text).commands)];
  const first = words.slice(1).find(({ text }) => !/^-|^\w+=/.test(text));
  const isHidden = first?.certain === false || (program === "eval" && words.some(({ certain }) => !certain));
  return all(command, unknown || isHidden, inner, budget);
}

function all(command: SimpleCommand, unknown: boolean, inner: SimpleCommand[] | undefined, budget: Budget): Started {
  if (inner === undefined) return { commands: [command], unknown: true };
  const deeper = inner.map((one) => startedBy(one, budget));
  // Most ends of an argument list start nothing: only of a shell is it said that what it starts cannot be seen.
  const hides = deeper.some((one, index) => {
    const start = inner[index];
    return one.unknown && start !== undefined && (shells.has(programOf(start)) || programOf(start) === "eval");
  });
  const isSpent = budget.left <= 0;
  return { commands: [command, ...deeper.flatMap(({ commands }) => commands)], unknown: unknown || hides || isSpent };
}

/** What a shell runs; undefined when it reads that from its input, or it is put together while it runs. */
function shellText(words: readonly Word[]): SimpleCommand[] | undefined {
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (!word) break;
    if (!word.text.startsWith("-") && !word.text.startsWith("+")) return word.certain ? [] : undefined;
    if (!/^-[a-z]*c[a-z]*$/.test(word.text)) continue;
    const text = words[index + 1];
    return text?.certain === true ? readShell(text.text).commands : undefined;
  }
  return undefined;
}
