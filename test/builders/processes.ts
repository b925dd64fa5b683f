import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { abandon } from "../../runner/process/attach.ts";

/** Pids of living processes whose environment names this run, found without the runner's own code. */
export async function markedProcesses(runId: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").some((entry) => entry.startsWith("SPOOL_PROCESS=") && entry.includes(runId))) {
      found.push(Number(name));
    }
  }
  return found;
}

/** Ends what the runs of a data directory left running: agents outlive a runner, and must not outlive a test. */
export async function endRunProcesses(runs: string): Promise<void> {
  for (const run of await readdir(runs).catch(() => [])) {
    const processes = join(runs, run, "processes");
    for (const name of await readdir(processes).catch(() => [])) {
      using found = await abandon(join(processes, name));
      await found?.stop({ graceMs: 0 });
    }
  }
}
