import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunContext } from "./context.ts";
import type { RunEvent } from "./ledger.ts";

/**
 * Ends whatever of the run still lives. Nearly always that is nothing: each stage ends what it started. But a stage may
 * have failed halfway, or the runner may have been killed in the middle of a cancel and never come back to that stage.
 */
export async function endProcesses(context: RunContext): Promise<void> {
  const { ledger, processes, settings } = context;
  const root = join(context.directory, "processes");
  const events: RunEvent[] = [];
  for (const name of await namesIn(root)) {
    if (hasEnded(context, name)) continue;
    const process = await processes.abandon(join(root, name));
    if (!process) continue;
    try {
      const proof = await process.stop({ graceMs: settings.stopGraceMs });
      if (proof.found > 0) events.push({ type: "processes.ended", data: { what: name, ...proof } });
    } finally {
      process.close();
    }
  }
  if (events.length > 0) await ledger.record({}, events);
}

/** Proved before; looking again would cost every run a walk through all processes for each of its steps. */
function hasEnded({ ledger }: RunContext, name: string): boolean {
  const { exitCause, progress } = ledger.run;
  if (name === "agent") return exitCause !== null;
  const step = progress.steps[name];
  return step !== undefined && step.endedAt !== null;
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    // The run ended before anything of it was started.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
