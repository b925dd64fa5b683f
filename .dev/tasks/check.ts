import { run } from "../steps.ts";

// Cheapest first: the answer one is most likely waiting for comes soonest.
await run("oxfmt", ["--check", "."]);
await run("oxlint", ["--type-aware", "--deny-warnings", "."]);
await run("tsc", ["--project", "tsconfig.json"]);
await run("tsc", ["--project", "webview/tsconfig.json"]);
await run("tsc", ["--project", "extension/tsconfig.newest.json"]);
await run(process.execPath, [".dev/tasks/manifest.ts", "--check"]);
await run("knip", ["--no-progress"]);
process.stdout.write(
  "check: types (of the oldest and the newest VS Code), lint, format, dependency arrows, manifest and dead code are clean\n",
);
