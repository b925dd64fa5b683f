import { defineConfig } from "vitest/config";

const inWindows = "test/e2e/**/*.test.ts";

/** Folders of tests that share nothing outside their own objects: several files run in one process, one after the other. */
const units = ["config", "core", "docs", "extension", "gates", "observe", "shared", "store", "verify", "webview"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** The less memory a process has, the cheaper it starts others, which tests do all the time: 8 % of all processor time. */
const execArgv = ["--max-semi-space-size=1"];

const twoAtATime = {
  pool: "forks",
  maxWorkers: 2,
  execArgv,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  sequence: { groupOrder: 0 },
} as const;

export default defineConfig({
  test: {
    // Of the whole run: a project that extended this would do it again.
    globalSetup: ["test/setup.ts"],
    projects: [
      {
        test: {
          name: "runner",
          include: ["test/**/*.test.ts"],
          exclude: [inWindows, ...units, "**/node_modules/**"],
          ...twoAtATime,
        },
      },
      {
        test: {
          name: "units",
          include: units,
          ...twoAtATime,
          // Loading the same modules for each file would take longer than the tests do.
          isolate: false,
        },
      },
      {
        test: {
          name: "windows",
          include: [inWindows],
          globalSetup: ["test/e2e/setup.ts"],
          setupFiles: ["test/e2e/evidence-of-failures.ts"],
          pool: "forks",
          execArgv,
          // A VS Code and its browser take both processors and a gigabyte: one at a time, after all that is measured.
          maxWorkers: 1,
          // What a test starts is a process of its own; what drives it need not be loaded for each file.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
