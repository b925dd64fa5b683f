import { join } from "node:path";
import { execa } from "execa";
import { build, root } from "../build.ts";

await build();
const result = await execa(process.execPath, [join(root, "dist/runner/spool.js"), ...process.argv.slice(2)], {
  stdio: "inherit",
  reject: false,
});
process.exit(result.exitCode ?? 1);
