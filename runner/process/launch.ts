import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, closeSync, openSync, renameSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SpoolError } from "../../shared/errors.ts";
import { openProcess } from "./attach.ts";
import { DirectoryWatch } from "./directory-watch.ts";
import { claimDirectory, fileNames, outputPath, readIdentity } from "./process-directory.ts";
import { markValue, markVariable } from "./process-set.ts";
import type { ProcessIdentity, ProcessSpec } from "./process-spec.ts";
import type { SupervisedProcess } from "./supervised-process.ts";
import { supervisorScript, takenExitCode } from "./supervisor-script.ts";
import { systemTools } from "./system-tools.ts";

/** How long a supervisor may take to register before the start counts as failed, in milliseconds. */
const startMs = 20_000;

/**
 * Starts the command, or attaches when this directory was launched before: it is never started twice, whatever instant
 * a runner dies at. Throws `invalid_input` for a spec that cannot work, `conflict` when the directory belongs to
 * another mark or was abandoned, `process_failed` when no supervisor could be started. A command that does not exist is
 * no error here: it exits with 127, and says so on stderr.
 */
export async function launch(spec: ProcessSpec): Promise<SupervisedProcess> {
  checkSpec(spec);
  const { directory, mark, argv, cwd } = spec;
  const record = claimDirectory(directory, {
    version: 1,
    mark,
    argv,
    cwd,
    stdin: spec.stdin.kind,
    sandbox: spec.sandbox.level,
  });
  if (record.mark !== mark) {
    throw new SpoolError("conflict", `${directory} belongs to another process`, { details: { mark: record.mark } });
  }
  const watch = new DirectoryWatch(directory);
  try {
    return await openProcess(directory, record, await ensureStarted(spec, watch), watch);
  } catch (error) {
    watch.close();
    throw error;
  }
}

async function ensureStarted(spec: ProcessSpec, watch: DirectoryWatch): Promise<ProcessIdentity> {
  const deadline = AbortSignal.timeout(startMs);
  for (;;) {
    const known = readIdentity(spec.directory) ?? (await startSupervisor(spec, watch, deadline));
    if (known === "refused") {
      throw new SpoolError("conflict", `${spec.directory} was abandoned before anything started in it`);
    }
    if (known) return known;
    // Another launcher holds the lock and has not registered yet; or it died there, and then the next try starts.
    deadline.throwIfAborted();
    await delay(5);
  }
}

async function startSupervisor(
  spec: ProcessSpec,
  watch: DirectoryWatch,
  deadline: AbortSignal,
): Promise<ProcessIdentity | "refused" | undefined> {
  const child = spawnSupervisor(spec);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
    watch.poke();
  });
  child.once("exit", () => watch.poke());
  child.unref();
  const answer = await watch.until(
    () => readIdentity(spec.directory) ?? failure ?? child.exitCode ?? child.signalCode ?? undefined,
    deadline,
  );
  if (answer === takenExitCode) return undefined;
  if (answer === "refused" || (typeof answer === "object" && "bootId" in answer)) return answer;
  throw new SpoolError("process_failed", `the supervisor of ${spec.argv[0]} did not start`, {
    cause: answer instanceof Error ? answer : undefined,
    details: answer instanceof Error ? {} : { exit: answer },
  });
}

function spawnSupervisor(spec: ProcessSpec): ChildProcess {
  const { directory, stdin } = spec;
  const tools = systemTools();
  const input = inputFile(spec);
  const files = [
    openSync(outputPath(directory, "stdout"), "a", 0o600),
    openSync(outputPath(directory, "stderr"), "a", 0o600),
  ];
  if (input !== undefined) files.unshift(input);
  const stdio = input === undefined ? (["ignore", ...files] as const) : files;
  try {
    const script = supervisorScript(tools, stdin.kind, spec.limits);
    return spawn(tools.sh, ["-c", script, "spool-supervisor", directory, ...spec.sandbox.argv, ...spec.argv], {
      cwd: spec.cwd,
      env: { ...spec.environment, [markVariable]: markValue(spec.mark) },
      detached: true,
      stdio: [...stdio],
    });
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** Makes the input what it must be before anything can read it; returns what the command reads from, if a plain file. */
function inputFile({ directory, stdin }: ProcessSpec): number | undefined {
  const path = join(directory, fileNames.input);
  switch (stdin.kind) {
    case "none":
      return undefined;
    case "stream":
      appendFileSync(path, "", { mode: 0o600 });
      return undefined;
    case "content": {
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, stdin.content, { mode: 0o600 });
      renameSync(draft, path);
      return openSync(path, "r");
    }
  }
}

function checkSpec({ directory, mark, argv, cwd, environment }: ProcessSpec): void {
  const refuse = (message: string): never => {
    throw new SpoolError("invalid_input", message);
  };
  if (!isAbsolute(directory)) refuse(`the process directory ${directory} is not absolute`);
  if (!/^[\w.-]+$/.test(mark)) refuse(`the mark ${mark} has characters other than letters, digits, ".", "_" and "-"`);
  if (argv.length === 0 || !argv[0]) refuse("there is no command to start");
  if (!isAbsolute(cwd) || !statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    refuse(`the working directory ${cwd} is not an existing absolute directory`);
  }
  // A shell drops other names without a word, and the command would miss them.
  const odd = Object.keys(environment).find((name) => !/^[A-Za-z_]\w*$/.test(name));
  if (odd !== undefined) refuse(`the environment variable ${JSON.stringify(odd)} has no valid name`);
}
