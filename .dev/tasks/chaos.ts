import { parseArgs } from "node:util";
import { storm } from "../../test/chaos/storm.ts";
import { build } from "../build.ts";

const { values } = parseArgs({
  options: { kills: { type: "string" }, jobs: { type: "string" }, seed: { type: "string" } },
});
const { kills = "100", jobs = "10", seed = String(Date.now() % 1_000_000) } = values;
const print = (line: string) => process.stdout.write(`${line}\n`);

await build();
print(`chaos: seed ${seed}; the same again with: npm run chaos -- --kills ${kills} --jobs ${jobs} --seed ${seed}`);
const result = await storm({ kills: Number(kills), jobs: Number(jobs), seed: Number(seed), report: print });
const seconds = Math.round(result.durationMs / 1_000);
print(`chaos: ${kills} kills, ${result.jobs} jobs, ${result.runs} runs, ${result.events} events in ${seconds} s`);
for (const violation of result.violations) print(`chaos: BROKEN ${violation}`);
if (result.violations.length > 0) process.exit(1);
print("chaos: nothing lost, nothing doubled, nothing orphaned");
