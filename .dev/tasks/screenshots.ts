import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { type Theme, themes } from "../../test/e2e/harness/settings.ts";
import { startBench } from "../../test/e2e/harness/bench.ts";
import { supported } from "../../test/e2e/runtime/versions.ts";
import { shoot } from "../../test/e2e/screenshots/shoot.ts";
import { shots } from "../../test/e2e/screenshots/shots.ts";
import { build, root } from "../build.ts";

const { values, positionals } = parseArgs({
  options: { out: { type: "string", default: join(root, "dist", "screenshots") } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !shots.some((shot) => shot.name === name));
if (unknown.length > 0 || !supported) {
  const names = shots.map(({ name }) => `  ${name}`).join("\n");
  const why = supported
    ? `no shot is named ${unknown.join(", ")}. There are:\n${names}`
    : "the browser is for linux-x64";
  process.stderr.write(`screenshots: ${why}\n`);
  process.exit(2);
}
await build();
const chosen = shots.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
for (const theme of Object.keys(themes) as Theme[]) {
  const settings = { "workbench.colorTheme": themes[theme].setting };
  await using bench = await startBench({ version: "newest", extension: "folder", settings });
  for (const shot of chosen) {
    const path = await shoot(bench.window, shot, theme, values.out);
    process.stdout.write(`${relative(process.cwd(), path)}\n`);
  }
}
