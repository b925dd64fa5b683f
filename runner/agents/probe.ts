import { delimiter, dirname, isAbsolute, join } from "node:path";
import { execa } from "execa";
import { findProgram, isProgram } from "../find-program.ts";
import type { AgentProbe } from "./port.ts";

interface ProbeRequest {
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

/** From PATH, or from an npm installation beside PATH's folders. */
function locate(request: ProbeRequest): string | undefined {
  const { command, packages, path = process.env["PATH"] ?? "" } = request;
  const program = command[0] ?? "";
  const found = findProgram(program, path);
  if (found !== undefined || program.includes("/")) return found;
  const folders = path.split(delimiter).filter(isAbsolute);
  // A global prefix keeps bin/ and lib/node_modules/ side by side; a project keeps node_modules/.bin.
  return folders
    .flatMap((folder) => [join(dirname(folder), "lib", "node_modules"), dirname(folder)])
    .flatMap((modules) => packages.map((file) => join(modules, file)))
    .find(isProgram);
}

/** Finds the program and asks for its version. Answers, never throws: a broken agent must not stop the others. */
export async function probeProgram(request: ProbeRequest): Promise<AgentProbe> {
  const shown = request.command[0] ?? "(no command)";
  const program = locate(request);
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
