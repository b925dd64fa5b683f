import { fileNames, refusal } from "./process-directory.ts";
import type { ProcessInput, ProcessLimits } from "./process-spec.ts";

/** Absolute paths: the command's own PATH may begin inside a worktree. */
export interface SystemTools {
  sh: string;
  flock: string;
  mkfifo: string;
  tail: string;
}

/** The supervisor's exit code when this directory is taken: another supervisor, alive or not, was first. */
export const takenExitCode = 75;

/**
 * The supervisor of one command, for a POSIX shell. Positional parameters: the process directory, then the command.
 * The shell's stdout and stderr are the record files already; its stdin is the command's unless input is streamed.
 */
export function supervisorScript(tools: SystemTools, stdin: ProcessInput["kind"], limits: ProcessLimits = {}): string {
  const command = `( ${ulimits(limits)} && exec "$@" ) 2>&8 8>&- 9>&-`;
  return [
    // A handler, not "ignore": the command inherits an ignored signal, but gets a handled one back as default. The
    // shell itself must outlive the TERM to its group, or nobody records how the command ended.
    "trap : HUP INT TERM",
    "directory=$1; shift",
    `exec 9>>"$directory/${fileNames.lock}"`,
    `${quote(tools.flock)} -n 9 || exit ${takenExitCode}`,
    `[ -e "$directory/${fileNames.pid}" ] && exit ${takenExitCode}`,
    // "Killed" and "Terminated", which a shell says of its children, are not the command's words.
    "exec 8>&2 2>/dev/null",
    "pick() { shift 19; started=$1; }",
    'start_of() { started=; read -r stat <"/proc/$1/stat" && pick ${stat##*) }; }',
    "start_of $$",
    "read -r boot </proc/sys/kernel/random/boot_id",
    ...(stdin === "stream" ? streamed(tools, command) : [...register, command, "code=$?"]),
    `echo "$code" >"$directory/${fileNames.exit}"`,
  ].join("\n");
}

/** Decides that nothing starts in a directory, unless something did. Takes the same lock as the supervisor. */
export function refusalScript(tools: SystemTools): string {
  return [
    `exec 9>>"$1/${fileNames.lock}"`,
    `${quote(tools.flock)} -n 9 || exit ${takenExitCode}`,
    `[ -e "$1/${fileNames.pid}" ] || echo ${refusal.trim()} >"$1/${fileNames.pid}"`,
  ].join("\n");
}

const register = [`echo "$$ $started $boot" >"$directory/${fileNames.pid}"`];

/**
 * Sending is appending to a file; `tail` feeds it through a FIFO. To end the input a reader is let through the gate:
 * `tail --pid` reads to the end once more after that process is gone, so no byte is lost as it would be by killing it.
 */
function streamed(tools: SystemTools, command: string): string[] {
  const { closed, gate, input, feeder } = fileNames;
  return [
    `feed="$directory/feed"; gate="$directory/${gate}"`,
    `[ -p "$gate" ] || ${quote(tools.mkfifo)} "$feed" "$gate"`,
    '[ -p "$feed" ] && [ -p "$gate" ] || exit 1',
    ...register,
    `( [ -e "$directory/${closed}" ] || read -r _ <"$gate" ) 8>&- 9>&- & keeper=$!`,
    "start_of $keeper; keeper_start=$started",
    `${quote(tools.tail)} -c +1 -f -s 1 --pid=$keeper -- "$directory/${input}" >"$feed" 8>&- 9>&- & feeder=$!`,
    "start_of $feeder; feeder_start=$started",
    `echo "$keeper $keeper_start" >"$directory/${feeder}"`,
    `${command} <"$feed"`,
    "code=$?",
    // The shell may have reaped them long ago, and their pids may be others' by now.
    'end() { start_of "$1"; [ -n "$started" ] && [ "$started" = "$2" ] && kill -9 "$1"; }',
    'end $keeper "$keeper_start"; end $feeder "$feeder_start"',
    "wait $keeper $feeder",
  ];
}

function ulimits({ openFiles, processes, cpuSeconds, fileSize, addressSpace }: ProcessLimits): string {
  const set = (flag: string, value: number | undefined, unit: number): string[] =>
    value === undefined ? [] : [`ulimit -${flag} ${Math.ceil(value / unit)}`];
  return [
    "ulimit -c 0",
    ...set("n", openFiles, 1),
    // One flag in dash, another in bash, where the first one is read-only and fails.
    ...(processes === undefined ? [] : [`{ ulimit -p ${processes} 2>/dev/null || ulimit -u ${processes}; }`]),
    ...set("t", cpuSeconds, 1),
    ...set("f", fileSize, 512),
    ...set("v", addressSpace, 1024),
  ].join(" && ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
