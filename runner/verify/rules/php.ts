import type { FailureRule } from "../rule.ts";

export const phpRules: readonly FailureRule[] = [
  {
    class: "php.syntax_error",
    tool: "php",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bParse error: /, /\bParseError: /],
    verdicts: [/^Errors parsing /],
    hint: "The file does not parse: look for a missing semicolon, bracket or quote before the named line.",
    examples: {
      matches: [
        'PHP Parse error:  syntax error, unexpected token "return" in /w/Cart.php on line 5\nErrors parsing Cart.php',
      ],
      others: ["SyntaxError: Unexpected token 'return'"],
    },
  },
  {
    class: "php.not_found",
    tool: "php",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\b(?:Class|Interface|Trait|Enum) ["'][^"']+["'] not found/,
      /\bFailed opening required '/,
      /\bcould not be opened: failed to open stream/,
    ],
    hint: "The class or file is not found: check namespace, `use`, file name and composer's autoload (dump-autoload after a change).",
    examples: {
      matches: ['PHP Fatal error:  Uncaught Error: Class "Shop\\Cartt" not found in /w/index.php:3'],
      others: ["Class 'Cart' has no tests"],
    },
  },
  {
    class: "php.undefined",
    tool: "php",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bCall to (?:undefined (?:function|method)|a member function|private|protected)/,
      /\bUndefined (?:variable|array key|property|constant|index|offset)\b/,
    ],
    hint: "The name is not defined there, or the value is null: read the definition it should come from.",
    examples: {
      matches: ["PHP Fatal error:  Uncaught Error: Call to undefined function totl() in /w/Cart.php:4"],
      others: ['PHP Fatal error:  Uncaught Error: Class "Cartt" not found'],
    },
  },
  {
    class: "php.type_error",
    tool: "php",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bTypeError: .*(?:must be of type|Argument #|Return value|Unsupported operand)/,
      /\bArgumentCountError: /,
      /\bUnsupported operand types: /,
    ],
    hint: "Compare the call with the declared types: arguments, return value, and what may be null.",
    examples: {
      matches: [
        "TypeError: add(): Argument #1 ($a) must be of type int, string given, called in /w/Cart.php on line 9",
      ],
      others: ["TypeError: Cannot read properties of undefined (reading 'map')"],
    },
  },
  {
    class: "phpunit.test_failure",
    tool: "phpunit",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\d+\) [\w\\]+::\w+/, /^Failed asserting that /],
    verdicts: [
      /^(?:FAILURES|ERRORS)!$/,
      /^Tests: \d+, Assertions: \d+, .*(?:Failures|Errors): [1-9]/,
      /^\s*Tests: {2,}.*\d+ failed/,
    ],
    hint: "Read the failing test and its assertion first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "There was 1 failure:\n\n1) Shop\\CartTest::testAddsUp\nFailed asserting that 3 matches expected 4.\n\nFAILURES!\nTests: 1, Assertions: 1, Failures: 1.",
      ],
      others: ["OK (3 tests, 3 assertions)"],
    },
  },
  {
    class: "php.analysis",
    tool: "phpstan",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^\s+\[ERROR\] Found \d+ errors?/, /^FOUND \d+ ERRORS? /, /^ERROR: \w+ - \S+\.php:\d+:\d+/],
    verdicts: [/^\s+\[ERROR\] Found \d+ errors?/, /^PHPCBF CAN FIX THE \d+ MARKED/],
    hint: "Fix each finding in its place; no `@phpstan-ignore`, no new entry in a baseline.",
    examples: {
      matches: [
        " ------ ----------------\n  Line   src/Cart.php\n ------ ----------------\n  5      Method Cart::total() should return int but returns string.\n\n [ERROR] Found 1 error",
      ],
      others: [" [OK] No errors"],
    },
  },
  {
    class: "composer.dependency",
    tool: "composer",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Your requirements could not be (?:re)?solved to an installable set of packages/,
      /Your lock file does not contain a compatible set of packages/,
      /Could not find (?:a matching version of )?package [\w/.-]+/,
      /is not present in the lock file/,
    ],
    hint: "No set of versions fits: read which package conflicts with which, or which PHP version or extension is missing.",
    examples: {
      matches: [
        "Your requirements could not be resolved to an installable set of packages.\n\n  Problem 1\n    - Root composer.json requires php ^9.0 but your php version (8.2.7) does not satisfy that requirement.",
      ],
      others: ["Nothing to install, update or remove"],
    },
  },
  {
    class: "php.fatal_error",
    tool: "php",
    severity: "recoverable",
    specificity: 3,
    patterns: [/\b(?:PHP )?Fatal error: /, /^PHP Warning: {2}Uncaught /],
    hint: "PHP stopped: the message names file and line; the first frame in the project's own code is where to look.",
    examples: {
      matches: ["PHP Fatal error:  Uncaught RuntimeException: queue is closed in /w/Queue.php:8"],
      others: ["/w/a.c:1:10: fatal error: cart.h: No such file or directory"],
    },
  },
];
