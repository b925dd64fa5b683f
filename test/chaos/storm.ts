import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { kindCount } from "./behaviours.ts";
import { Driver } from "./driver.ts";
import { allSettled, ending } from "./ending.ts";
import { Follower } from "./follower.ts";
import { type Ground, makeGround } from "./ground.ts";
import { Random } from "./random.ts";

export interface StormOptions {
  kills: number;
  /** Handed in at once; as many again whenever they have ended and kills are left. */
  jobs: number;
  seed: number;
  /** Of jobs (see `behaviours.ts`); all without. */
  kinds?: readonly number[];
  report: (line: string) => void;
}

export interface StormResult {
  jobs: number;
  runs: number;
  events: number;
  /** Sentences about what was not as promised; empty: all is well. */
  violations: string[];
  durationMs: number;
}

/** Kills the runner again and again while it works, then says which of its promises it broke. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { kills, jobs, seed, kinds = Array.from({ length: kindCount }, (_, kind) => kind), report } = options;
  const began = performance.now();
  const random = new Random(seed);
  await using ground = await makeGround();
  ground.start();
  await ground.ready();
  try {
    await using client = await ground.client();
    const driver = new Driver(ground, client);
    await using steady = new Follower(
      () => ground.client(),
      (event) => driver.notice(event),
    );
    await using jumpy = new Follower(() => ground.client());
    // Each kill may throw a busy machine back by seconds.
    const limitMs = 120_000 + (kills + jobs) * 10_000;
    await using storming = stormAtRandom(ground, { random, kills, jumpy, report });
    do {
      await driver.handIn(jobs, kinds);
      report(`${driver.jobs.length} jobs handed in`);
      await driver.settled(limitMs);
    } while (!storming.over());
    await storming.ended;
    const witnesses = { driver, followers: [steady, jumpy] };
    await allSettled(client, witnesses, 120_000);
    const result = await ending(ground, client, { ...witnesses, report });
    return { ...result, jobs: driver.jobs.length, durationMs: performance.now() - began };
  } catch (error) {
    report((await readFile(ground.log, "utf8")).slice(-10_000));
    throw error;
  }
}

interface Storming extends AsyncDisposable {
  over(): boolean;
  ended: Promise<void>;
}

/** Goes on until the kills are used up or it is disposed of. */
function stormAtRandom(
  ground: Ground,
  by: { random: Random; kills: number; jumpy: Follower; report: (line: string) => void },
): Storming {
  const { random, kills, jumpy, report } = by;
  let left = kills;
  const storming = async () => {
    for (; left > 0; left -= 1) {
      // Sometimes while it starts and recovers, mostly while it works.
      if (random.next() < 0.75) await ground.ready();
      // Mostly short, so that a start is hit as often as work; now and then long enough for a run to get far.
      const pause = Math.round(random.next() ** 2 * 3_500);
      await delay(pause);
      if (left <= 0) return;
      await ground.kill();
      ground.start();
      report(`kill ${kills - left + 1} of ${kills}, ${pause} ms in, at event ${jumpy.lastSeq}`);
      if (random.next() < 0.4) await jumpy.cut();
    }
  };
  const ended = storming();
  // Awaited when the jobs have ended; until then a failure must not end the process.
  ended.catch(() => undefined);
  return {
    ended,
    over: () => left <= 0,
    // Awaited: it must not start a runner in a directory that is being removed.
    [Symbol.asyncDispose]: async () => {
      left = 0;
      await ended.catch(() => undefined);
    },
  };
}
