import { rm } from "node:fs/promises";
import { join } from "node:path";
import { git } from "../../builders/git-repository.ts";
import { benchProject, dispatch, idle, stampAgent } from "../ground/dispatch.ts";
import { generateRepository } from "../ground/repository.ts";
import { startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, interleaved, timed } from "../harness/bench.ts";
import type { Row, Series } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

const pool = 1;

async function run(context: BenchContext): Promise<Row[]> {
  const { directory, pick, say } = context;
  const sizes = { small: pick(2_000, 500, 20), large: pick(50_000, 10_000, 60) };
  const repositories = { small: join(directory, "small.git"), large: join(directory, "large.git") };
  await generateRepository(repositories.small, sizes.small);
  await generateRepository(repositories.large, sizes.large);
  await using runner = await startBenchRunner(directory, {
    agents: { stamp: stampAgent(0) },
    projects: [benchProject("small", repositories.small, pool), benchProject("large", repositories.large, pool)],
  });
  const { client } = runner;
  const settled = () => idle(client, { small: pool, large: pool });
  const warm: Record<string, number> = { small: 0, large: 0 };
  const calls: Record<string, number[]> = { small: [], large: [] };
  const dispatched = async (size: "small" | "large") => {
    await settled();
    const done = await dispatch(client, size, 1);
    warm[size] = (warm[size] ?? 0) + done.warm;
    calls[size]?.push(done.wholeMs);
    return done.runningMs;
  };
  const added = async (repository: string, repetition: number) => {
    await settled();
    const path = join(directory, `raw-${repetition}`);
    const branch = `raw-${repetition}`;
    const time = await timed(() => git(repository, "worktree", "add", "--no-track", "-b", branch, path, "main"));
    await rm(path, { recursive: true });
    await git(repository, "worktree", "prune");
    return time;
  };
  await dispatched("small");
  await dispatched("large");
  say(`repositories and pools are there`);
  const repetitions = pick(5, 3, 1);
  for (const size of ["small", "large"]) {
    calls[size] = [];
    warm[size] = 0;
  }
  const times = await interleaved(repetitions, {
    small: () => dispatched("small"),
    rawSmall: (repetition) => added(repositories.small, repetition),
    large: () => dispatched("large"),
    rawLarge: (repetition) => added(repositories.large, repetition),
  });
  const series = (what: string, samples: number[]): Series => ({ what, unit: "ms", samples });
  const large = series(`accepted → agent runs, ${sizes.large} files`, times.large);
  const small = series(`accepted → agent runs, ${sizes.small} files`, times.small);
  const expected = times.large.length;
  const note =
    warm["small"] === expected && warm["large"] === expected
      ? undefined
      : `warm worktrees: ${warm["small"]} and ${warm["large"]} of ${expected}`;
  return [
    {
      bench: "dispatch",
      what: "job accepted → agent runs / raw git worktree add",
      figure: { what: "ratio", unit: "×", samples: ratios(times.large, times.rawLarge) },
      bar: { atMost: 0.2 },
      from: [
        large,
        series(`raw git worktree add, ${sizes.large} files`, times.rawLarge),
        series(`called → agent runs, ${sizes.large} files`, calls["large"] ?? []),
        series(`raw git worktree add, ${sizes.small} files`, times.rawSmall),
      ],
      ...(note !== undefined && { note }),
    },
    {
      bench: "dispatch",
      what: "the same, large repository / small repository",
      figure: { what: "ratio", unit: "×", samples: ratios(times.large, times.small) },
      bar: { atMost: 2 },
      from: [large, small],
    },
  ];
}

export const dispatchBench: Bench = { name: "dispatch", what: "how soon an agent runs in a warm worktree", run };
