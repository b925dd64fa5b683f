import { join } from "node:path";
import type { SpoolClient } from "../../../runner/client/client.ts";
import { fillHistory } from "../ground/history.ts";
import { startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const sizes = {
    small: { threads: pick(1_000, 1_000, 10), events: pick(1_000, 1_000, 100) },
    large: { threads: pick(100_000, 20_000, 40), events: pick(1_000_000, 200_000, 400) },
  };
  const places = { small: join(directory, "small"), large: join(directory, "large") };
  const threadIds = {
    small: await fillHistory(join(places.small, "data"), sizes.small),
    large: await fillHistory(join(places.large, "data"), sizes.large),
  };
  say(`${sizes.large.events} events are there`);
  await using small = await startBenchRunner(places.small);
  await using large = await startBenchRunner(places.large);
  interface Question {
    what: string;
    ask: (client: SpoolClient, threadId: string) => Promise<unknown>;
    /** It counts everything there is; nobody waits for it. */
    unbarred?: boolean;
  }
  const questions: Question[] = [
    { what: "first page of threads", ask: ({ api }) => api.threads.list.query({ limit: 50 }) },
    { what: "threads by change", ask: ({ api }) => api.threads.list.query({ sort: "updated", limit: 50 }) },
    { what: "one thread", ask: ({ api }, threadId) => api.threads.get.query({ threadId }) },
    { what: "newest events of all", ask: ({ api }) => api.events.list.query({ limit: 200 }) },
    { what: "newest events of a thread", ask: ({ api }, threadId) => api.events.list.query({ threadId, limit: 200 }) },
    { what: "status", ask: ({ api }) => api.status.query(), unbarred: true },
  ];
  const rows: Row[] = [];
  for (const { what, ask, unbarred } of questions) {
    await ask(small.client, threadIds.small);
    await ask(large.client, threadIds.large);
    // One question takes a millisecond or two, less than the machine's own unrest: twenty of them are one sample.
    const rounds = pick(20, 10, 1);
    const several = (client: SpoolClient, threadId: string) => async () => {
      const time = await timed(async () => {
        for (let round = 0; round < rounds; round += 1) await ask(client, threadId);
      });
      return time / rounds;
    };
    const times = await interleaved(pick(9, 5, 1), {
      small: several(small.client, threadIds.small),
      large: several(large.client, threadIds.large),
    });
    rows.push({
      bench: "history",
      what: `${what}: ${sizes.large.threads} threads / ${sizes.small.threads}`,
      figure: { what: "ratio", unit: "×", samples: ratios(times.large, times.small) },
      ...(unbarred !== true && { bar: { atMost: 2 } }),
      from: [
        { what: `${sizes.large.threads} threads, ${sizes.large.events} events`, unit: "ms", samples: times.large },
        { what: `${sizes.small.threads} threads, ${sizes.small.events} events`, unit: "ms", samples: times.small },
      ],
    });
  }
  return rows;
}

export const historyBench: Bench = { name: "history", what: "questions to a runner with a long past", run };
