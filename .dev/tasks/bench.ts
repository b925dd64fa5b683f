import { loadavg } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { machine, writeResults } from "../../test/bench/harness/results.ts";
import { benches } from "../../test/bench/rows/list.ts";
import { runBenches } from "../../test/bench/run.ts";
import { build, root } from "../build.ts";

const { values, positionals } = parseArgs({ options: { quick: { type: "boolean" } }, allowPositionals: true });
const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  const names = benches.map(
    ({ name, what, onDemand }) => `  ${name.padEnd(12)} ${what}${onDemand ? " (only when named)" : ""}`,
  );
  process.stderr.write(`bench: no bench is named ${unknown.join(", ")}. There are:\n${names.join("\n")}\n`);
  process.exit(2);
}
const chosen = benches.filter(({ name, onDemand }) =>
  positionals.length > 0 ? positionals.includes(name) : onDemand !== true,
);
const startedAt = new Date();
const loadBefore = loadavg();
const quick = values.quick === true;
await build();
const { model, processors, kernel, node, git } = machine();
process.stdout.write(`${processors} × ${model}, Linux ${kernel}, Node ${node}, ${git}\n`);
process.stdout.write(`load average before: ${loadBefore.map((value) => value.toFixed(2)).join(" ")}\n\n`);
const rows = await runBenches(chosen, {
  scale: quick ? "quick" : "full",
  show: (text) => process.stdout.write(`${text}\n`),
  progress: (text) => process.stderr.write(`… ${text}\n`),
});
const path = await writeResults(join(root, "test/bench/results"), { startedAt, quick, loadBefore, rows });
process.stdout.write(`every sample: ${relative(root, path)}\n`);
