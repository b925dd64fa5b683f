import type { FailureRule } from "../rule.ts";

const readTest =
  "Read the failing test and what it expects first; fix the code, and change the test only if the task says so.";

/** Test runners of JavaScript. */
export const nodeTestRules: readonly FailureRule[] = [
  {
    class: "jest.test_failure",
    tool: "jest",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\s*● (?!Console|Test suite failed|Validation)\S.*/, /^\s+expect\(.*\)\.(?:not\.)?to\w+\(/],
    verdicts: [/^Tests:\s+(?:.* )?\d+ failed/, /^Test Suites: \d+ failed/],
    hint: readTest,
    examples: {
      matches: [
        "  ● cart › adds up\n\n    expect(received).toBe(expected) // Object.is equality\n\n    Expected: 4\n    Received: 3\n\nTests:       1 failed, 2 passed, 3 total",
      ],
      others: [
        "  ● Test suite failed to run\n\n    Cannot find module './cart' from 'cart.test.js'\n\nTest Suites: 1 failed, 1 total\nTests:       0 total",
      ],
    },
  },
  {
    class: "jest.suite_failed",
    tool: "jest",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\s*● Test suite failed to run/],
    verdicts: [/^Tests:\s+0 total/],
    hint: "The test file cannot be loaded: fix the error below `Test suite failed to run` before anything else.",
    examples: {
      matches: [
        "  ● Test suite failed to run\n\n    database URL is not set\n\nTest Suites: 1 failed, 1 total\nTests:       0 total",
      ],
      others: ["  ● cart › adds up\n\nTests:       1 failed, 1 total"],
    },
  },
  {
    class: "jest.transform",
    tool: "jest",
    severity: "recoverable",
    specificity: 5,
    patterns: [/Jest encountered an unexpected token/, /Support for the experimental syntax '/],
    hint: "Jest does not transform that file: look at `transform`, `transformIgnorePatterns` and the Babel or TypeScript preset.",
    examples: {
      matches: ["    Jest encountered an unexpected token\n\n    Jest failed to parse a file."],
      others: ["SyntaxError: Unexpected token ';'"],
    },
  },
  {
    class: "node.snapshot_mismatch",
    tool: "jest",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^\s+expect\(.*\)\.toMatch(?:Inline)?Snapshot\(/,
      /^\s*Snapshot name: `/,
      /\bSnapshot `.*` mismatched/,
      /New snapshot was not written\. The update flag must be/,
    ],
    verdicts: [/^Snapshots:\s+(?:.* )?\d+ failed/, /^\s*Snapshots\s+\d+ failed/, /^ › \d+ snapshots? failed/],
    hint: "The output changed: if that is what the task asks for, update the snapshot and look at the difference; if not, fix the code.",
    examples: {
      matches: [
        "    expect(received).toMatchSnapshot()\n\n    Snapshot name: `page 1`\n\n › 1 snapshot failed.\nTests:       1 failed, 1 total",
      ],
      others: ["Snapshots:   0 total\nTests:       1 failed, 1 total\n  ● a › b"],
    },
  },
  {
    class: "node.test_timeout",
    tool: "jest",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Exceeded timeout of \d+ ?ms for a (?:test|hook)/,
      /\b(?:Test|Hook) timed out in \d+ms/,
      /\bTimeout of \d+ms exceeded\b/,
      /^\s*(?:Test )?[Tt]imeout of \d+ms exceeded/,
      /\berror: 'test timed out after \d+ms'/,
    ],
    hint: "A test waits for something that never comes: an await that is missing, a callback that is not called, a server or timer left open.",
    examples: {
      matches: [
        '    thrown: "Exceeded timeout of 5000 ms for a test.\n\nTests:       1 failed, 1 total',
        '     Error: Timeout of 2000ms exceeded. For async tests and hooks, ensure "done()" is called',
      ],
      others: ["Error: connect ETIMEDOUT 10.0.0.1:443"],
    },
  },
  {
    class: "vitest.test_failure",
    tool: "vitest",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /^ ?(?:FAIL| FAIL ) {1,2}\S.* > \S/,
      /^ {1,3}(?:×|❯) \S.*(?:\d+ms|\d+ failed\))/,
      /^AssertionError: expected /,
    ],
    verdicts: [/^\s+Tests {2}\d+ failed/, /^\s+Test Files {2}\d+ failed/, /^⎯+ Failed Tests \d+ ⎯+/],
    hint: readTest,
    examples: {
      matches: [
        " FAIL  test/cart.test.ts > cart > adds up\nAssertionError: expected 3 to be 4 // Object.is equality\n\n Test Files  1 failed (1)\n      Tests  1 failed | 2 passed (3)",
      ],
      others: ["Tests:       1 failed, 2 passed, 3 total\n  ● cart › adds up"],
    },
  },
  {
    class: "mocha.test_failure",
    tool: "mocha",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\s+AssertionError(?: \[ERR_ASSERTION\])?: /],
    verdicts: [/^\s+\d+ failing\s*$/],
    hint: readTest,
    examples: {
      matches: [
        "  1 passing (4ms)\n  1 failing\n\n  1) cart\n       adds up:\n\n      AssertionError [ERR_ASSERTION]: 3 == 4",
      ],
      others: ["  1) first step\n  2) second step\nError: queue is closed\n    at a.js:1:1"],
    },
  },
  {
    class: "node_test.test_failure",
    tool: "node:test",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\s*not ok \d+ - /, /^\s*✖ \S/],
    verdicts: [/^(?:#|ℹ) fail [1-9]/, /^✖ failing tests:/],
    hint: readTest,
    examples: {
      matches: ["TAP version 13\nnot ok 1 - adds up\n# tests 1\n# pass 0\n# fail 1"],
      others: ["ok 1 - adds up # TODO not ok 2 - later\n# fail 0"],
    },
  },
  {
    class: "node.no_tests",
    tool: "jest",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^No tests found, exiting with code 1/,
      /^No test files found, exiting with code 1/,
      /^Error: No test files found/,
    ],
    hint: "The runner found no test: check the path and the name pattern that the check asks for.",
    examples: {
      matches: ["No tests found, exiting with code 1\nRun with `--passWithNoTests` to exit with code 0"],
      others: ["No tests found related to files changed since last commit."],
    },
  },
  {
    class: "node.coverage",
    tool: "jest",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /coverage (?:threshold )?for \w+ \(.*\) (?:not met|does not meet)/,
      /^ERROR: Coverage for \w+ \(.*\) does not meet/,
    ],
    hint: "All tests pass, but too little is covered: add tests for what you added; do not lower the threshold.",
    examples: {
      matches: ['Jest: "global" coverage threshold for lines (80%) not met: 71.2%'],
      others: ["All files |   71.2 |    50 |"],
    },
  },
  {
    class: "playwright.browser_missing",
    tool: "playwright",
    severity: "hard",
    specificity: 5,
    patterns: [
      /Executable doesn't exist at /,
      /Looks like Playwright (?:Test or Playwright )?was just installed or updated/,
      /Host system is missing dependencies to run browsers/,
    ],
    hint: "The browser is not installed on this machine: a person must install it; no change to the code helps.",
    examples: {
      matches: [
        "browserType.launch: Executable doesn't exist at /root/.cache/ms-playwright/chromium-1091/chrome-linux/chrome",
      ],
      others: ["Error: expect(locator).toBeVisible() failed"],
    },
  },
  {
    class: "playwright.test_failure",
    tool: "playwright",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\bexpect\(locator\)\.(?:not\.)?to\w+\(/,
      /\blocator\.\w+: (?:Timeout|Test timeout|Error: strict mode)/,
      /^\s+\d+\) \[\w[\w -]*\] › \S/,
    ],
    hint: "Read the locator and what the page showed in the error's call log; wait for the state, not for a time.",
    examples: {
      matches: [
        "  1) [chromium] › cart.spec.ts:3:1 › adds up\n\n    Error: expect(locator).toHaveText(expected) failed\n\n  1 failed",
      ],
      others: ["    expect(received).toBe(expected) // Object.is equality\nTests:       1 failed, 1 total"],
    },
  },
];
