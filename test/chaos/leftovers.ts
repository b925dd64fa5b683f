import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** Processes that were started for this directory and still live, given a moment for those that are ending. */
export async function leftovers(directory: string): Promise<string[]> {
  let found: string[] = [];
  for (let look = 0; look < 40; look += 1) {
    found = processesOf(directory);
    if (found.length === 0) return [];
    await delay(50);
  }
  return found.map((command) => `left behind: ${command}`);
}

function processesOf(directory: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
      if (state === "Z") continue;
      const mark = /(?:^|\0)SPOOL_PROCESS=([^\0]*)/.exec(environment)?.[1];
      const here = environment.includes(directory) || readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
      if (here) found.push(`${pid} ${command} (mark ${mark ?? "none"})`);
    } catch {
      // It ended while it was looked at, or is the kernel's.
    }
  }
  return found;
}
