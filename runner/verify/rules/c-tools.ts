import type { FailureRule } from "../rule.ts";

/** Build tools, test runners and sanitizers of C and C++. */
export const cToolRules: readonly FailureRule[] = [
  {
    class: "cmake.package",
    tool: "cmake",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Could not find a package configuration file provided by/,
      /\bCould NOT find \S+/,
      /A required package was not found/,
      /^\s+None of the required '.*' found/,
    ],
    hint: "A library that CMake looks for is not there: is it optional, vendored, or to be installed by a person?",
    examples: {
      matches: [
        'CMake Error at CMakeLists.txt:4 (find_package):\n  Could not find a package configuration file provided by "fmt" with any of\n  the following names:',
      ],
      others: ["CMake Error at CMakeLists.txt:3 (add_executable):\n  Cannot find source file:"],
    },
  },
  {
    class: "cmake.configure",
    tool: "cmake",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^CMake Error(?: at|:| in| \()/, /^meson\.build:\d+:\d+: ERROR: /],
    verdicts: [/^-- Configuring incomplete, errors occurred!/],
    hint: "The build description is wrong, not the code: correct the named line of CMakeLists.txt.",
    examples: {
      matches: [
        "CMake Error at CMakeLists.txt:3 (add_executable):\n  Cannot find source file:\n\n    cartt.c\n-- Configuring incomplete, errors occurred!",
      ],
      others: ["CMake Warning at CMakeLists.txt:3:\n  something is old"],
    },
  },
  {
    class: "make.no_rule",
    tool: "make",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\*\*\* No rule to make target /,
      /^ninja: error: '.*' (?:, needed by|missing and no known rule)/,
      /^ninja: error: (?:unknown target|loading '|'.*missing and no known rule)/,
      /\*\*\* missing separator/,
      /\*\*\* No targets specified and no makefile found/,
    ],
    hint: "The makefile names a file or target that is not there, or is malformed: correct its name, or the tab before the command.",
    examples: {
      matches: ["make: *** No rule to make target 'cartt.o', needed by 'shop'.  Stop."],
      others: ["make: *** [Makefile:3: shop] Error 1"],
    },
  },
  {
    class: "make.target_failed",
    tool: "make",
    severity: "recoverable",
    specificity: 1,
    patterns: [/\bmake(?:\[\d+\])?: \*\*\* .* Error \d+/, /^ninja: build stopped: /, /^FAILED: \S+/],
    hint: "A command of the build failed: read what it says before make's own last line.",
    examples: {
      matches: ["python3 gen.py\nmake: *** [Makefile:3: gen] Error 3"],
      others: ["a.c:3:7: error: expected ';' before 'return'\nmake: *** [Makefile:3: a.o] Error 1"],
    },
  },
  {
    class: "c.sanitizer",
    tool: "sanitizer",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bERROR: (?:Address|Leak|Memory|Thread)Sanitizer\b/,
      /\b(?:WARNING: ThreadSanitizer|SUMMARY: \w+Sanitizer)\b/,
      /:\d+:\d+: runtime error: /,
    ],
    hint: "Memory or undefined behaviour: the first frame in the project's own code, and where the memory was allocated or freed, say what.",
    examples: {
      matches: [
        "==12==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000014\nSUMMARY: AddressSanitizer: heap-buffer-overflow a.c:5 in main",
      ],
      others: ["Segmentation fault (core dumped)"],
    },
  },
  {
    class: "c.crash",
    tool: "shell",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\bSegmentation fault\b/,
      /\(core dumped\)/,
      /\bterminate called after throwing an instance of '/,
      /(?<!\[signal )\bSIG(?:SEGV|ABRT|BUS|ILL|FPE)\b/,
      /\bBus error\b/,
      /^double free or corruption/,
      /^\S+: \S+:\d+: .*: Assertion `.*' failed\.$/,
    ],
    hint: "The program was ended by a signal: a bad pointer, an uncaught exception or an assertion; run it in a debugger or with a sanitizer.",
    examples: {
      matches: ["Segmentation fault (core dumped)"],
      others: [
        "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1]",
      ],
    },
  },
  {
    class: "ctest.test_failure",
    tool: "ctest",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /^\s*\d+ - \S.* \((?:Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run|ILLEGAL|Child aborted)\)/,
      /\*\*\*(?:Failed|Exception|Timeout|Not Run)\b/,
    ],
    verdicts: [/^\d+% tests passed, [1-9]\d* tests? failed out of/, /^The following tests FAILED:/],
    hint: "Run the failing test by itself with its output shown; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "50% tests passed, 1 tests failed out of 2\n\nThe following tests FAILED:\n\t  2 - adds_up (Failed)\nErrors while running CTest",
      ],
      others: ["100% tests passed, 0 tests failed out of 2"],
    },
  },
  {
    class: "gtest.test_failure",
    tool: "gtest",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^\[ {2}FAILED {2}\] \S+\.\S+/, /^\S+:\d+: Failure$/, /^\S+:\d+: FAILED:$/],
    verdicts: [/^\s*\d+ FAILED TESTS?$/, /^test cases: .*\| *[1-9]\d* failed/],
    hint: "Read the failing expectation and the values below it first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "cart_test.cc:7: Failure\nExpected equality of these values:\n  total()\n    Which is: 3\n  4\n[  FAILED  ] Cart.AddsUp (0 ms)\n\n 1 FAILED TEST",
      ],
      others: ["[  PASSED  ] 3 tests."],
    },
  },
];
