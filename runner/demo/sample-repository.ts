import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SpoolError } from "../../shared/errors.ts";
import { runCommand } from "../process/run-command.ts";

const files: Record<string, string> = {
  "README.md": "# Cart\n\nA very small shop. `node --test` checks it.\n",
  "package.json": `${JSON.stringify({ name: "cart", private: true, type: "module", scripts: { test: "node --test" } }, undefined, 2)}\n`,
  "src/cart.js": `/** Price of everything in the cart, in cents. */
export function total(items, discountPercent = 0) {
  let sum = 0;
  for (const item of items) sum += item.price;
  return sum - sum * discountPercent;
}
`,
  "test/cart.test.js": `import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("counts each item as often as it is in the cart", () => {
  assert.equal(total([{ price: 250, quantity: 2 }, { price: 100, quantity: 1 }]), 600);
});

test("takes a discount off in whole cents", () => {
  assert.equal(total([{ price: 999, quantity: 1 }], 10), 899);
});
`,
};

/** The instruction that goes with it. */
export const sampleInstruction =
  "Fix the cart's total. It ignores quantities, and a discount of 10 must take 10 percent off, in whole cents.";

/** A repository with a bug and a failing test, on branch main. */
export async function makeSampleRepository(path: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
  }
  const identity = { NAME: "Spool Demo", EMAIL: "demo@localhost" };
  const environment: Record<string, string> = {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  for (const [key, value] of Object.entries(identity)) {
    environment[`GIT_AUTHOR_${key}`] = value;
    environment[`GIT_COMMITTER_${key}`] = value;
  }
  for (const args of [
    ["init", "--quiet", "--initial-branch=main"],
    ["add", "--all"],
    ["commit", "--quiet", "--message=A cart with a bug"],
  ]) {
    const result = await runCommand(["git", ...args], { cwd: path, environment, timeoutMs: 30_000 });
    if (result.kind === "exited" && result.code === 0) continue;
    throw new SpoolError("git_failed", "the sample repository could not be made", {
      hint: "is git installed?",
      details: { git: args[0], result: result.kind },
    });
  }
}
