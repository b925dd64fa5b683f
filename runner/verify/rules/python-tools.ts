import type { FailureRule } from "../rule.ts";

/** Test runners and checkers of Python. */
export const pythonToolRules: readonly FailureRule[] = [
  {
    class: "python.test_failure",
    tool: "pytest",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /^FAILED \S+::/,
      /^E {3,}(?:assert\b|AssertionError)/,
      /^AssertionError(?:: |$)/,
      /^(?:FAIL|ERROR): \w+ \(/,
    ],
    verdicts: [
      /^FAILED \S+::.* - (?:assert\b|AssertionError|Failed:)/,
      /^FAILED \((?:failures|errors)=/,
      /^=+ (?:FAILURES|short test summary info) =+$/,
      /^=+ .*\b\d+ failed\b.* =+$/,
    ],
    hint: "Read the failing test and what it expects first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "    def test_total():\n>       assert total([1, 2]) == 4\nE       assert 3 == 4\n=== short test summary info ===\nFAILED tests/test_cart.py::test_total - assert 3 == 4\n=== 1 failed, 4 passed in 0.03s ===",
        "FAIL: test_sum (test_math.SumTest)\nAssertionError: 3 != 4\nRan 1 test in 0.001s\n\nFAILED (failures=1)",
      ],
      others: [
        "=== short test summary info ===\nFAILED tests/test_a.py::test_b - NameError: name 'x' is not defined\n=== 1 failed in 0.1s ===",
      ],
    },
  },
  {
    class: "python.fixture_missing",
    tool: "pytest",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^E +fixture '[^']*' not found/],
    hint: "The fixture is not visible from that test: define it in a conftest.py above it, or correct the argument's name.",
    examples: {
      matches: ["E       fixture 'client' not found\n>       available fixtures: cache, capfd"],
      others: ["E       assert 'fixture' == 'x'"],
    },
  },
  {
    class: "python.no_tests",
    tool: "pytest",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^(?:ERROR: (?:file or directory not found|not found): )/, /^ERROR: found no collectors for /],
    verdicts: [/^=+ no tests ran in /, /^NO TESTS RAN$/],
    hint: "No test was found: check the path and the names (test_*.py, test_…) that the check asks for.",
    examples: {
      matches: ["collected 0 items\n\n=== no tests ran in 0.01s ==="],
      others: ["collected 3 items\n\n=== 1 failed, 2 passed in 0.01s ==="],
    },
  },
  {
    class: "python.collection_error",
    tool: "pytest",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^_+ ERROR collecting \S+/],
    verdicts: [/^!+ (?:Interrupted: )?\d+ errors? during collection !+$/],
    hint: "A test file cannot even be loaded: fix the error raised while it is imported, above all others.",
    examples: {
      matches: [
        "___ ERROR collecting tests/test_a.py ___\nE   RuntimeError: settings are not configured\n!!!! Interrupted: 1 error during collection !!!!",
      ],
      others: ["ERROR collecting statistics\n=== 1 failed in 0.1s ==="],
    },
  },
  {
    class: "python.type_check",
    tool: "mypy",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^\S+\.pyi?:\d+(?::\d+)?: error: /, /^ {2}\S+\.py:\d+:\d+ - error: .*\(report\w+\)$/],
    verdicts: [/^Found \d+ errors? in \d+ files? \(checked /, /^\d+ errors?, \d+ warnings?, \d+ informations? ?$/],
    hint: "Fix the types where the checker points; no `# type: ignore` and no `Any` to silence it.",
    examples: {
      matches: [
        'shop/cart.py:12: error: Incompatible return value type (got "None", expected "int")  [return-value]\nFound 1 error in 1 file (checked 3 source files)',
      ],
      others: ["shop/cart.py:12:5: F401 'os' imported but unused"],
    },
  },
  {
    class: "python.lint",
    tool: "ruff",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^\S+\.py:\d+:\d+:? [A-Z]{1,4}\d{2,4}:? /, /^[A-Z]{1,4}\d{3,4} (?:\[\*\] )?\S.*$/],
    verdicts: [/^Found \d+ errors?\.$/, /^Your code has been rated at /],
    hint: "Fix each finding in its place; no new `noqa`, no change to the linter's settings.",
    examples: {
      matches: ["app.py:1:8: F401 `os` imported but unused\nFound 1 error."],
      others: ["app.py:3: error: Missing return statement  [return]\nFound 1 error in 1 file (checked 1 source file)"],
    },
  },
  {
    class: "python.format",
    tool: "black",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^would reformat \S+/i, /^ERROR: \S+\.py Imports are incorrectly sorted/],
    verdicts: [/^\d+ files? would be reformatted/],
    hint: "Run the project's own formatter on the named files; nothing else is wrong with them.",
    examples: {
      matches: [
        "would reformat app.py\n\nOh no! 💥 💔 💥\n1 file would be reformatted, 2 files would be left unchanged.",
      ],
      others: ["reformatted app.py\n1 file reformatted."],
    },
  },
];
