import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../.dev/build.ts";
import { hostFiles, sizeOf, webviewSize } from "../../builders/bundle-size.ts";
import { openActivity } from "../../e2e/harness/activity.ts";
import { type Bench as Window, startBench as startWindow } from "../../e2e/harness/bench.ts";
import { connectTo } from "../../e2e/harness/cockpit.ts";
import { runFromPalette } from "../../e2e/harness/palette.ts";
import { treeRow, view } from "../../e2e/harness/parts.ts";
import { supported } from "../../e2e/runtime/versions.ts";
import { fillHistory } from "../ground/history.ts";
import { startBenchRunner } from "../ground/runner.ts";
import { type Bench, type BenchContext, timed } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

async function run(context: BenchContext): Promise<Row[]> {
  const sizes = await bundleSizes();
  if (!supported) return sizes;
  const { directory, pick } = context;
  const repetitions = pick(9, 5, 1);
  const [few, many] = [20, pick(10_000, 10_000, 30)];
  const activations: Record<"spool" | "bridge", number[]> = { spool: [], bridge: [] };
  const trees: Record<"few" | "many", number[]> = { few: [], many: [] };
  const both: ["few" | "many", number][] = [
    ["few", few],
    ["many", many],
  ];
  // A window more shows nothing more on the smallest scale.
  for (const [name, threads] of pick(both, both, both.slice(1))) {
    const place = join(directory, name);
    await fillHistory(join(place, "data"), { threads, events: threads });
    await using runner = await startBenchRunner(place);
    await using window = await startWindow({ version: "newest", extension: "folder" });
    await connectTo(window.window, runner);
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      await window.window.reload();
      trees[name].push(await timed(() => threadsShown(window)));
      const { spool, bridge } = await activation(window);
      activations.spool.push(spool);
      activations.bridge.push(bridge);
    }
  }
  return [
    {
      bench: "cockpit",
      what: "activation, as VS Code itself measures it (code read and run)",
      figure: { what: "Spool", unit: "ms", samples: activations.spool },
      bar: { atMost: 50 },
      from: [{ what: "an extension of 100 lines, in the same windows", unit: "ms", samples: activations.bridge }],
    },
    {
      bench: "cockpit",
      what: `click on Spool in a new window → first threads, ${many} threads / ${few}`,
      figure: { what: "many / few", unit: "×", samples: ratios(trees.many, pick(trees.few, trees.few, trees.many)) },
      bar: { atMost: 2 },
      from: [
        { what: `${many} threads`, unit: "ms", samples: trees.many },
        { what: `${few} threads`, unit: "ms", samples: trees.few },
      ],
    },
    ...sizes,
  ];
}

async function threadsShown({ window }: Window): Promise<void> {
  await openActivity(window.page, "Spool");
  const threads = view(window.page, "Threads");
  await treeRow(threads, /^(Earlier|Done)/)
    .first()
    .waitFor();
}

/** From the list of running extensions, which has it from the extension host's own clock. */
async function activation({ window: { page } }: Window): Promise<{ spool: number; bridge: number }> {
  await runFromPalette(page, "Developer: Show Running Extensions");
  const read = async (name: RegExp) => {
    const rows = page.locator(".runtime-extensions-editor .monaco-list-row");
    const row = rows.filter({ has: page.locator(".name", { hasText: name }) }).first();
    const text = await row.locator(".activation-time").innerText();
    const milliseconds = /(\d+)\s*ms/.exec(text)?.[1];
    if (milliseconds === undefined) throw new Error(`no time of activation in ${JSON.stringify(text)}`);
    return Number(milliseconds);
  };
  return { spool: await read(/^Spool$/), bridge: await read(/^bridge$/) };
}

async function bundleSizes(): Promise<Row[]> {
  const screens = (await readdir(join(root, "dist/webview"))).filter((name) => name.endsWith(".js"));
  const found = await Promise.all(
    screens.toSorted().map(async (name) => ({ what: `webview ${name}`, size: await webviewSize(name), atMost: 250 })),
  );
  const hosts = [
    { what: "extension host, to activate it", size: sizeOf(await hostFiles("activation")), atMost: 200 },
    { what: "extension host, all of it", size: sizeOf(await hostFiles("ever")), atMost: 400 },
  ];
  return [...hosts, ...found].map(({ what, size, atMost }) => ({
    bench: "cockpit",
    what: `size of ${what}`,
    figure: { what: "minified", unit: "kB" as const, samples: [size / 1_000] },
    bar: { atMost },
    from: [],
  }));
}

export const cockpitBench: Bench = {
  name: "cockpit",
  what: "activation, the tree, and what is shipped to VS Code",
  opensWindows: true,
  run,
};
