import { readdir, readFile } from "node:fs/promises";

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
