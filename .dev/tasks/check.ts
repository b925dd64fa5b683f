import { run } from "../steps.ts";

// Cheapest first: the answer one is most likely waiting for comes soonest.
await run("oxfmt", ["--check", "."]);
await run("oxlint", ["--type-aware", "--deny-warnings", "."]);
await run("tsc", ["--project", "tsconfig.json"]);
await run("knip", ["--no-progress"]);
process.stdout.write("check: types, lint, format, dependency arrows and dead code are clean\n");
