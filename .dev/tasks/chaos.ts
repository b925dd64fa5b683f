import { parseArgs } from "node:util";
import { everyCommit, kindsNamed, namedInstants } from "../../test/chaos/instants.ts";
import { storm } from "../../test/chaos/storm.ts";
import { sweep } from "../../test/chaos/sweep.ts";
import { build } from "../build.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string" },
    jobs: { type: "string" },
    seed: { type: "string" },
    sweep: { type: "boolean" },
    step: { type: "string" },
    only: { type: "string" },
  },
});
const { kills = "100", jobs = "10", seed = String(Date.now() % 1_000_000) } = values;
const print = (line: string) => process.stdout.write(`${line}\n`);

const kinds = values.only === undefined ? undefined : kindsNamed(values.only.split(","));

await build();
if (values.sweep) {
  const named = kinds === undefined ? Object.values(namedInstants).flat() : [];
  const courses = [...named, ...everyCommit(Number(values.step ?? 1), kinds)];
  const { kills: killed, ...result } = await sweep(courses, print);
  conclude(result.violations, `killed at ${killed} exact instants, ${result.jobs} jobs`, result.durationMs);
} else {
  const only = values.only === undefined ? "" : ` --only ${values.only}`;
  const again = `npm run chaos -- --kills ${kills} --jobs ${jobs} --seed ${seed}${only}`;
  print(`chaos: seed ${seed}; the same again with: ${again}`);
  const amounts = { kills: Number(kills), jobs: Number(jobs), seed: Number(seed) };
  const result = await storm({ ...amounts, ...(kinds && { kinds }), report: print });
  const what = `${kills} kills, ${result.jobs} jobs, ${result.runs} runs, ${result.events} events`;
  conclude(result.violations, what, result.durationMs);
}

function conclude(violations: readonly string[], what: string, durationMs: number): void {
  print(`chaos: ${what} in ${Math.round(durationMs / 1_000)} s`);
  for (const violation of violations) print(`chaos: BROKEN ${violation}`);
  if (violations.length > 0) process.exit(1);
  print("chaos: nothing lost, nothing doubled, nothing orphaned");
}
