import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commandReference } from "../../runner/cli/help/markdown.ts";
import { root } from "../build.ts";

await mkdir(join(root, "docs"), { recursive: true });
await writeFile(join(root, "docs/cli.md"), commandReference());
process.stdout.write("docs: docs/cli.md is current\n");
