import { defineConfig } from "vitest/config";

const inWindows = "test/e2e/**/*.test.ts";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    projects: [
      {
        extends: true,
        test: {
          name: "runner",
          include: ["test/**/*.test.ts"],
          exclude: [inWindows],
          globalSetup: ["test/setup.ts"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "windows",
          include: [inWindows],
          globalSetup: ["test/setup.ts", "test/e2e/setup.ts"],
          setupFiles: ["test/e2e/evidence-of-failures.ts"],
          // A VS Code and its browser take both processors and a gigabyte: one at a time, after all that is measured.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
