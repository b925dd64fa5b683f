import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { execa } from "execa";
import type { AgentProbe } from "./port.ts";

export interface ProbeRequest {
  /** Program and leading arguments, as configured. */
  command: string[];
  /** Files inside a `node_modules` folder that run by themselves where the npm wrapper is missing or broken. */
  packages: string[];
  /** How to get it, put behind "install it with". */
  install: string;
  /** Milliseconds that `--version` may take. */
  timeout?: number;
  path?: string;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    // Missing and not executable are the same to us: it cannot be started.
    () => false,
  );
}

/** Where a program would be started from: as given, from PATH, or from an npm installation beside PATH's folders. */
export async function findProgram(request: ProbeRequest): Promise<string | undefined> {
  const program = request.command[0];
  if (!program) return undefined;
  if (program.includes("/")) return (await isExecutable(program)) ? resolve(program) : undefined;
  const folders = (request.path ?? process.env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  for (const folder of folders) {
    if (await isExecutable(join(folder, program))) return join(folder, program);
  }
  for (const folder of folders) {
    // A global prefix keeps bin/ and lib/node_modules/ side by side; a project keeps node_modules/.bin.
    for (const modules of [join(dirname(folder), "lib", "node_modules"), dirname(folder)]) {
      for (const file of request.packages) {
        if (await isExecutable(join(modules, file))) return join(modules, file);
      }
    }
  }
  return undefined;
}

/** Finds the program and asks for its version. Answers, never throws: a broken agent must not stop the others. */
export async function probeProgram(request: ProbeRequest): Promise<AgentProbe> {
  const shown = request.command[0] ?? "(no command)";
  const program = await findProgram(request);
  if (program === undefined) {
    return { available: false, problem: `${shown} was not found: install it with ${request.install}.` };
  }
  const timeout = request.timeout ?? 10_000;
  const result = await execa(program, [...request.command.slice(1), "--version"], {
    timeout,
    killSignal: "SIGKILL",
    stdin: "ignore",
    reject: false,
    maxBuffer: 65_536,
    all: true,
  });
  if (result.timedOut) {
    return { available: false, problem: `${program} did not tell its version within ${timeout / 1000} s.` };
  }
  const version = /\d+\.\d+[\w.+-]*/.exec(result.stdout)?.[0];
  if (result.failed) {
    const words = result.all.trim().split("\n").at(-1)?.slice(0, 200) || result.shortMessage;
    return { available: false, problem: `${program} does not start: ${words}` };
  }
  return { available: true, ...(version !== undefined && { version }) };
}
