import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { keepEvidence } from "../../test/e2e/harness/evidence.ts";
import { startBench } from "../../test/e2e/harness/bench.ts";
import { connectCockpit } from "../../test/e2e/harness/cockpit.ts";
import { type Theme, themes } from "../../test/e2e/harness/settings.ts";
import { setTheme } from "../../test/e2e/harness/theme.ts";
import { supported } from "../../test/e2e/runtime/versions.ts";
import { keepBest } from "../../test/e2e/screenshots/best.ts";
import { type SceneName, scenes } from "../../test/e2e/screenshots/scenes.ts";
import { shoot } from "../../test/e2e/screenshots/shoot.ts";
import { clearWindow, shots, widenSideBar } from "../../test/e2e/screenshots/shots.ts";
import { build, root } from "../build.ts";

const { values, positionals } = parseArgs({
  options: {
    out: { type: "string", default: join(root, "dist", "screenshots") },
    theme: { type: "string", multiple: true, default: Object.keys(themes) },
    commit: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const names = Object.entries(shots).flatMap(([scene, list]) => list.map(({ name }) => `${scene}-${name}`));
const fits = (name: string) => positionals.length === 0 || positionals.some((start) => name.startsWith(start));
const unknown = positionals.filter((start) => !names.some((name) => name.startsWith(start)));
if (unknown.length > 0 || !supported) {
  const why = supported
    ? `no shot is named ${unknown.join(", ")}. There are:\n${names.map((name) => `  ${name}`).join("\n")}`
    : "the browser is for linux-x64";
  process.stderr.write(`screenshots: ${why}\n`);
  process.exit(2);
}
await build();
for (const scene of Object.keys(scenes) as SceneName[]) {
  const chosen = shots[scene].filter(({ name }) => fits(`${scene}-${name}`));
  if (chosen.length > 0) await picture(scene, chosen);
}
if (values.commit) {
  for (const path of await keepBest(values.out)) process.stdout.write(`${relative(process.cwd(), path)}\n`);
}

async function picture(scene: SceneName, chosen: (typeof shots)[SceneName]): Promise<void> {
  await using made = new AsyncDisposableStack();
  const runner = await scenes[scene]();
  if (runner) made.use(runner);
  // A hint on what has the focus would hide what is behind it.
  const settings = { "workbench.hover.delay": 600_000 };
  const size = { width: 1360, height: 850 };
  const { window } = made.use(await startBench({ version: "newest", extension: "folder", settings, ...size }));
  if (runner) await connectCockpit(window, runner.bed);
  await widenSideBar(window, 80);
  await runner?.afterwards?.();
  for (const shot of chosen) {
    await clearWindow(window);
    try {
      await shot.show(window);
    } catch (error) {
      const kept = await keepEvidence(`shot-${scene}-${shot.name}`, (folder) => window.saveEvidence(folder));
      throw new Error(`${scene}-${shot.name} did not come; what it looked like: ${kept}`, { cause: error });
    }
    for (const theme of values.theme as Theme[]) {
      await setTheme(window, theme);
      const path = await shoot(window, `${scene}-${shot.name}`, theme, values.out);
      process.stdout.write(`${relative(process.cwd(), path)}\n`);
    }
  }
}
