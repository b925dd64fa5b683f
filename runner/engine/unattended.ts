import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Core } from "../core/core.ts";
import type { EnginePorts } from "./context.ts";
import type { StepCommand } from "./ports.ts";

function directoryOf(ports: EnginePorts): string {
  return join(ports.settings.paths.runs, "housekeeping");
}

/**
 * Runs a project's command in a worktree that belongs to no run; throws when it fails, takes too long, or `signal` fires.
 * Unlike a run's commands it does not outlive the runner: what it made can be made again.
 */
export async function runUnattended(
  core: Core,
  ports: EnginePorts,
  request: { cwd: string; command: StepCommand; signal: AbortSignal },
): Promise<void> {
  const { processes, settings } = ports;
  const { cwd, command, signal } = request;
  const name = core.ids.make("run");
  const directory = join(directoryOf(ports), name);
  const process = await processes.launch({
    directory,
    mark: `housekeeping.${name}`,
    argv: [...command.argv],
    cwd,
    environment: { ...settings.environment([]), CI: "true" },
    stdin: { kind: "none" },
    sandbox: { mode: settings.sandbox, confine: "processes", writable: [], readOnly: [] },
  });
  const ended = AbortSignal.any([signal, AbortSignal.timeout(Math.min(command.timeoutMs, 2_147_483_647))]);
  // How it went is told by the stop below, which joins this one.
  const stop = () => void process.stop({ graceMs: settings.stopGraceMs }).catch(() => undefined);
  ended.addEventListener("abort", stop, { once: true });
  try {
    if (ended.aborted) stop();
    const end = await process.wait();
    await process.stop({ graceMs: settings.stopGraceMs });
    if (end.kind === "exited" && end.code === 0) return;
    throw new Error(`${command.text} failed in a spare worktree: ${await process.lastOutput("stderr", 500)}`);
  } finally {
    ended.removeEventListener("abort", stop);
    process.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Ends what a killed runner left of such commands. */
export async function endUnattended(ports: EnginePorts): Promise<void> {
  const root = directoryOf(ports);
  // No such directory: none was ever started.
  for (const name of await readdir(root).catch(() => [])) {
    await ports.processes.end(join(root, name), { graceMs: ports.settings.stopGraceMs });
    await rm(join(root, name), { recursive: true, force: true });
  }
}
