import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tools } from "../../runner/mcp/tools/table.ts";

test("docs/mcp.md has every tool with its role, and no other", async () => {
  const text = await readFile(join(import.meta.dirname, "../../docs/mcp.md"), "utf8");
  const rows = [...text.matchAll(/^\| `([a-z_]+)` +\| (\w+)/gm)].map(([, name, role]) => [name, role]);
  expect(rows).toEqual(tools.map(({ name, least }) => [name, least]));
});
