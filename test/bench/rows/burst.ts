import { join } from "node:path";
import { startBare } from "../ground/bare-start.ts";
import { benchProject, dispatch, idle, stampAgent, stampProgram } from "../ground/dispatch.ts";
import { generateRepository } from "../ground/repository.ts";
import { startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, interleaved } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const count = pick(8, 8, 2);
  const files = pick(2_000, 500, 20);
  const repository = join(directory, "source.git");
  await generateRepository(repository, files);
  await using runner = await startBenchRunner(directory, {
    runtime: { max_concurrent_jobs: count },
    // Longer than the slowest start of a burst, as work of any use is.
    agents: { stamp: stampAgent(pick(2, 2, 0)) },
    projects: [benchProject("burst", repository, count)],
  });
  const { client } = runner;
  let warm = 0;
  const dispatched = async (number: number) => {
    await idle(client, { burst: count });
    const done = await dispatch(client, "burst", number);
    warm += done.warm;
    return done.wholeMs;
  };
  await dispatched(1);
  await dispatched(count);
  say("the pool is there");
  const repetitions = pick(7, 3, 1);
  warm = 0;
  const times = await interleaved(repetitions, {
    one: () => dispatched(1),
    all: () => dispatched(count),
    bare: (repetition) => startBare(join(directory, "bare", String(repetition)), stampProgram, count),
    bareOne: (repetition) => startBare(join(directory, "bare-one", String(repetition)), stampProgram, 1),
  });
  const expected = times.all.length * (count + 1);
  return [
    {
      bench: "burst",
      what: `${count} dispatches at once / one`,
      figure: { what: "ratio", unit: "×", samples: ratios(times.all, times.one) },
      bar: { atMost: 1.5 },
      from: [
        { what: "one: called → agent runs", unit: "ms", samples: times.one },
        { what: `${count} at once: first called → last agent runs`, unit: "ms", samples: times.all },
        {
          what: `${count} bare starts in a sandbox at once: no git, no store, no API`,
          unit: "ms",
          samples: times.bare,
        },
        { what: "one bare start", unit: "ms", samples: times.bareOne },
      ],
      ...(warm < expected && { note: `warm worktrees: ${warm} of ${expected}` }),
    },
  ];
}

export const burstBench: Bench = { name: "burst", what: "eight jobs at the same time", run };
