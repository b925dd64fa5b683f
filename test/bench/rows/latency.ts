import { fork } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../ground/condition.ts";
import { generateRepository } from "../ground/repository.ts";
import { type BenchRunner, startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { quantile } from "../harness/statistics.ts";

const programs = join(import.meta.dirname, "../programs");
/** Ten lines a second is a talkative agent: models write fewer. */
const intervalMs = 100;
/** Of an agent whose bench was killed; else its job is cancelled when enough was measured. */
const lifeSeconds = 180;

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const runs = pick(10, 10, 2);
  const clients = pick(50, 50, 2);
  const windows = pick(4, 2, 1);
  const windowSeconds = pick(5, 4, 0.5);
  const repository = join(directory, "source.git");
  await generateRepository(repository, 20);
  const chatter = [process.execPath, join(programs, "chatter.mjs"), String(intervalMs), String(lifeSeconds)];
  const jobType = { agent: "chatter", publish: "none", retry_limit: 0, verify: [] };
  await using runner = await startBenchRunner(directory, {
    runtime: { max_concurrent_jobs: runs },
    agents: { chatter: { adapter: "command", command: chatter } },
    projects: [{ name: "talk", repo: repository, worktrees: { pool: 0 }, job_types: { implement: jobType } }],
  });
  await startRuns(runner, runs);
  say(`${runs} agents write`);
  const { lastSeq } = await runner.client.api.events.list.query({ limit: 1 });
  const args = [runner.url, runner.token, String(clients), String(Math.max(0, lastSeq - 1))];
  const watchers = fork(join(programs, "watchers.ts"), args, { execArgv: ["--disable-warning=ExperimentalWarning"] });
  await once(watchers, "message");
  await delay(pick(2_000, 1_000, 200));
  const p50: number[] = [];
  const p99: number[] = [];
  let deliveries = 0;
  watchers.send("reset");
  const usage: number[] = [];
  await using disk = await watchDisk(join(directory, "synced"));
  for (let window = 0; window < windows; window += 1) {
    const before = await processorSeconds(runner.pid);
    await delay(windowSeconds * 1_000);
    usage.push(((await processorSeconds(runner.pid)) - before) / windowSeconds);
  }
  watchers.send("end");
  const [{ ages, lateness }] = (await once(watchers, "message")) as [{ ages: number[]; lateness: number[] }];
  await cancelRuns(runner);
  for (let window = 0; window < windows; window += 1) {
    const size = Math.ceil(ages.length / windows);
    const part = ages.slice(window * size, (window + 1) * size);
    deliveries += part.length;
    p50.push(quantile(part, 0.5));
    p99.push(quantile(part, 0.99));
  }
  const what = `${runs} agents at ${1000 / intervalMs} lines/s, ${clients} clients of everything`;
  return [
    {
      bench: "latency",
      what: "agent writes a line → client has the event: p50",
      figure: { what, unit: "ms", samples: p50 },
      bar: { atMost: 5 },
      from: [
        { what: "for comparison: one write and fdatasync, p50", unit: "ms", samples: [quantile(disk.samples, 0.5)] },
        { what: "for comparison: how late a timer fires, p50", unit: "ms", samples: [quantile(lateness, 0.5)] },
      ],
      note: `${what}; ${deliveries} deliveries; the runner used ${Math.round(100 * quantile(usage, 0.5))} % of one processor`,
    },
    {
      bench: "latency",
      what: "the same: p99",
      figure: { what, unit: "ms", samples: p99 },
      bar: { atMost: 25 },
      from: [
        { what: "for comparison: one write and fdatasync, p99", unit: "ms", samples: [quantile(disk.samples, 0.99)] },
        { what: "for comparison: how late a timer fires, p99", unit: "ms", samples: [quantile(lateness, 0.99)] },
      ],
    },
  ];
}

async function startRuns({ client }: BenchRunner, runs: number): Promise<void> {
  const started = Array.from({ length: runs }, () =>
    client.api.threads.start.mutate({ project: "talk", instruction: "write lines" }),
  );
  await Promise.all(started);
  await until(`${runs} agents at work`, 60_000, async () => {
    const { active } = await client.api.status.query();
    return active.filter((work) => (work.run?.progress.agentOffset ?? 0) > 0).length === runs;
  });
}

async function cancelRuns({ client }: BenchRunner): Promise<void> {
  const { active } = await client.api.status.query();
  await Promise.all(active.map(({ job }) => client.api.jobs.cancel.mutate({ jobId: job.id })));
  await until("the end of all agents", 60_000, async () => (await client.api.status.query()).active.length === 0);
}

/** Makes a small write durable every 50 ms until disposed: what the disk alone adds to an event that must not be lost. */
async function watchDisk(path: string): Promise<{ samples: number[] } & AsyncDisposable> {
  const samples: number[] = [];
  const file = await open(path, "w");
  const stop = new AbortController();
  const page = Buffer.alloc(4_096);
  const watching = (async () => {
    while (!stop.signal.aborted) {
      samples.push(await timed(() => file.write(page).then(() => file.datasync())));
      await delay(50);
    }
  })();
  return {
    samples,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
      await file.close();
    },
  };
}

/** User and system time of one process so far. */
async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 14 and 15 of proc(5), in ticks of which there are a hundred a second on Linux.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export const latencyBench: Bench = { name: "latency", what: "from an agent's line to every client", run };
