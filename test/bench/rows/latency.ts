import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "../ground/condition.ts";
import { generateRepository } from "../ground/repository.ts";
import { type BenchRunner, startBenchRunner } from "../ground/runner.ts";
import type { Bench, BenchContext } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { quantile } from "../harness/statistics.ts";

const programs = join(import.meta.dirname, "../programs");
/** Ten lines a second is a talkative agent: models write fewer. */
const intervalMs = 100;

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const runs = pick(10, 10, 2);
  const clients = pick(50, 50, 2);
  const windows = pick(4, 2, 1);
  const windowSeconds = pick(5, 4, 0.5);
  const repository = join(directory, "source.git");
  await generateRepository(repository, 20);
  const seconds = windows * windowSeconds + pick(25, 20, 4);
  const chatter = [process.execPath, join(programs, "chatter.mjs"), String(intervalMs), String(seconds)];
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
  for (let window = 0; window < windows; window += 1) {
    const before = await processorSeconds(runner.pid);
    await delay(windowSeconds * 1_000);
    usage.push(((await processorSeconds(runner.pid)) - before) / windowSeconds);
  }
  watchers.send("end");
  const [ages] = (await once(watchers, "message")) as [number[]];
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
      from: [],
      note: `${what}; ${deliveries} deliveries; the runner used ${Math.round(100 * quantile(usage, 0.5))} % of one processor`,
    },
    {
      bench: "latency",
      what: "the same: p99",
      figure: { what, unit: "ms", samples: p99 },
      bar: { atMost: 25 },
      from: [],
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

/** User and system time of one process so far. */
async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  // Fields 14 and 15 of proc(5), in ticks of which there are a hundred a second on Linux.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

export const latencyBench: Bench = { name: "latency", what: "from an agent's line to every client", run };
