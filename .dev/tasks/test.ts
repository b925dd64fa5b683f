import { run } from "../steps.ts";

await run("vitest", ["run", ...process.argv.slice(2)]);
