import { run } from "../steps.ts";

await run("oxfmt", ["."]);
