import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { fillHistory } from "../ground/history.ts";
import { startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";

const run = promisify(execFile);

async function measure(context: BenchContext): Promise<Row[]> {
  const { directory, pick } = context;
  const threads = pick(10_000, 10_000, 20);
  const full = join(directory, "full");
  await fillHistory(join(full, "data"), { threads, events: 10 * threads });
  const start = async (where: string) => {
    await using runner = await startBenchRunner(where);
    return runner.startedInMs;
  };
  const times = await interleaved(pick(7, 3, 1), {
    empty: (repetition) => start(join(directory, `empty-${repetition}`)),
    full: () => start(full),
    bare: () => timed(() => run(process.execPath, ["--eval", "0"])),
  });
  await using runner = await startBenchRunner(full);
  await runner.client.api.threads.list.query({ limit: 50 });
  const memory: number[] = [];
  for (let look = 0; look < pick(3, 2, 1); look += 1) {
    await delay(pick(5_000, 5_000, 10));
    memory.push(await residentMegabytes(runner.pid));
  }
  const startRow = (what: string, samples: number[]): Row => ({
    bench: "start",
    what: `start → first answer, ${what}`,
    figure: { what, unit: "ms", samples },
    bar: { atMost: 500 },
    from: [{ what: "a Node that does nothing, started and ended", unit: "ms", samples: times.bare }],
  });
  return [
    startRow("empty data directory", times.empty),
    startRow(`${threads} threads`, times.full),
    {
      bench: "start",
      what: `idle memory with ${threads} threads, after one list`,
      figure: { what: "resident", unit: "MB", samples: memory },
      bar: { atMost: 120 },
      from: [],
    },
  ];
}

/** VmRSS of /proc/<pid>/status, in units of 10^6 bytes. */
async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}

export const startBench: Bench = { name: "start", what: "start, and memory when idle", run: measure };
