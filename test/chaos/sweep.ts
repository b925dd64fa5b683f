import { readFile } from "node:fs/promises";
import { behaviour, kindCount } from "./behaviours.ts";
import { Driver } from "./driver.ts";
import { allSettled, ending } from "./ending.ts";
import { Follower } from "./follower.ts";
import { type Ground, makeGround } from "./ground.ts";
import { describeHalt, type Halt } from "./halt.ts";

/**
 * A kind of job (see `behaviours.ts`) and the instants at which the runner is killed while it does one: one job that
 * lives through all of `inTurn`, each of which must come, since a kill that was not made proves nothing; or for each of
 * `each` a job of its own, until an instant does not come any more.
 */
export type Course = { kind: number } & ({ inTurn: readonly Halt[] } | { each: (index: number) => Halt });

export interface SweepResult {
  /** Instants that came. */
  kills: number;
  jobs: number;
  violations: string[];
  durationMs: number;
}

/** Kills the runner at each of these instants; then says which promises were broken. */
export async function sweep(courses: readonly Course[], report: (line: string) => void): Promise<SweepResult> {
  const began = performance.now();
  await using ground = await makeGround({ halting: true });
  const violations: string[] = [];
  await using life = keepAlive(ground, violations);
  try {
    await ground.ready();
    await using client = await ground.client();
    const driver = new Driver(ground, client);
    await using follower = new Follower(
      () => ground.client(),
      (event) => driver.notice(event),
    );
    let kills = 0;
    let index = 0;
    /** Resolves to how many of the deaths came. */
    async function live(kind: number, plan: readonly Halt[]): Promise<number> {
      const { deaths } = life;
      await ground.halt(plan);
      const number = index * kindCount + kind;
      index += 1;
      await driver.start(number);
      // A minute for each of its lives: what is killed six times takes six starts.
      await allSettled(client, { driver, followers: [follower] }, 60_000 * (plan.length + 1));
      const came = life.deaths - deaths;
      const { name } = behaviour(number, "");
      for (const halt of plan.slice(0, came)) report(`${name}: killed ${describeHalt(halt)}`);
      for (const halt of plan.slice(came)) report(`${name}: not killed ${describeHalt(halt)}, which did not come`);
      if (came < plan.length) await life.renew();
      kills += came;
      return came;
    }
    for (const course of courses) {
      if ("inTurn" in course) {
        const missed = course.inTurn.slice(await live(course.kind, course.inTurn));
        violations.push(...missed.map((halt) => `nothing was killed ${describeHalt(halt)}`));
      } else for (let place = 0; (await live(course.kind, [course.each(place)])) === 1;) place += 1;
    }
    life.let();
    const result = await ending(ground, client, { driver, followers: [follower], report });
    violations.push(...result.violations);
    return { kills, jobs: driver.jobs.length, violations, durationMs: performance.now() - began };
  } catch (error) {
    report((await readFile(ground.log, "utf8")).slice(-10_000));
    throw error;
  }
}

interface Life extends AsyncDisposable {
  /** How often the runner died. */
  deaths: number;
  /** Ends it in good order and starts another, which knows of no plan. */
  renew(): Promise<void>;
  /** Whoever ends it now ends it for good. */
  let(): void;
}

/** Starts a runner, and another one each time it dies. One that does not die of SIGKILL has crashed. */
function keepAlive(ground: Ground, violations: string[]): Life {
  let kept = true;
  let renewing = false;
  const life: Life = {
    deaths: 0,
    let: () => {
      kept = false;
    },
    async renew() {
      renewing = true;
      await ground.halt([]);
      await ground.stop();
      renewing = false;
      start();
      await ground.ready();
    },
    async [Symbol.asyncDispose]() {
      kept = false;
      await ground.kill();
    },
  };
  function start(): void {
    const runner = ground.start();
    runner.once("exit", (code, signal) => {
      if (!kept || renewing) return;
      life.deaths += 1;
      if (signal !== "SIGKILL") violations.push(`the runner ended by itself with ${code ?? signal}`);
      start();
    });
  }
  start();
  return life;
}
