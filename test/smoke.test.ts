import { expect, test } from "vitest";
import { execa } from "execa";
test("runs", async () => {
  expect((await execa("node", ["dist/runner/spool.js"])).stdout).toBe("spool");
});
