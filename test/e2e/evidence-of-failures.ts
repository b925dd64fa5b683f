// Around every test in a window: what one that fails leaves behind.
import { relative } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { root } from "../../.dev/build.ts";
import { endEvidence, beginEvidence } from "./harness/evidence.ts";

beforeEach(() => beginEvidence());

afterEach(async ({ task }) => {
  const failed = task.result?.state === "fail";
  const kept = await endEvidence(failed ? task.fullTestName : undefined);
  if (kept !== undefined) process.stdout.write(`what it looked like: ${relative(root, kept)}\n`);
});
