// The suites of host/suites, which run inside the extension host: each of their tests is one here.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runHostSuite } from "./harness/host-suite.ts";
import { supported } from "./runtime/versions.ts";

const folder = join(import.meta.dirname, "host", "suites");
const files = (await readdir(folder)).filter((name) => name.endsWith(".suite.ts")).map((name) => join(folder, name));

for (const version of ["newest", "oldest"] as const) {
  // Their tests are known once they have run.
  const tests = supported ? await runHostSuite(files, { version, extension: "folder" }) : [];

  describe(`inside the extension host of the ${version} VS Code`, () => {
    test.skipIf(!supported)("there are tests", () => expect(tests).not.toEqual([]));
    test.for(tests)("$title", ({ state, error }, { skip }) => {
      if (state === "skipped") skip();
      expect(error).toBeUndefined();
    });
  });
}
