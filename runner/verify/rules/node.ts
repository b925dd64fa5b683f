import type { FailureRule } from "../rule.ts";

/** What Node.js and the bundlers say about a program. */
export const nodeRules: readonly FailureRule[] = [
  {
    class: "node.module_not_found",
    tool: "node",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bError: Cannot find (?:module|package) '/,
      /\bcode: 'MODULE_NOT_FOUND'/,
      /\[?ERR_MODULE_NOT_FOUND\]?/,
      /\bCannot find module '[^']+' from '/,
      /\bFailed to resolve import "/,
      /\bError \[ERR_PACKAGE_PATH_NOT_EXPORTED\]/,
    ],
    hint: "Correct the path (with its file ending in ES modules), or add the package to package.json and install it.",
    examples: {
      matches: [
        "node:internal/modules/cjs/loader:1215\n  throw err;\nError: Cannot find module './cart'\nRequire stack:\n- /w/a.js",
      ],
      others: ["src/a.ts(1,19): error TS2307: Cannot find module './cart' or its corresponding type declarations."],
    },
  },
  {
    class: "node.module_kind",
    tool: "node",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Cannot use import statement outside a module/,
      /\bERR_REQUIRE_ESM\b/,
      /\b(?:require|module|exports|__dirname) is not defined in ES module scope/,
      /does not provide an export named/,
      /Unexpected token 'export'/,
      /Named export '.*' not found\. The requested module/,
      /\bERR_UNKNOWN_FILE_EXTENSION\b/,
    ],
    hint: 'The file is loaded as the other kind of module: make import/require, the file ending and package.json `"type"` agree.',
    examples: {
      matches: ["import a from './a.js';\n^^^^^^\n\nSyntaxError: Cannot use import statement outside a module"],
      others: ["SyntaxError: Unexpected token '}'"],
    },
  },
  {
    class: "node.syntax_error",
    tool: "node",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /^\s*(?:Uncaught )?SyntaxError: (?:Unexpected|Invalid|Missing|missing|Identifier|await|Illegal|Unterminated|\S+\.[jt]sx?: )/,
      /\bModule parse failed: /,
      /^✘ \[ERROR\] (?:Expected|Unexpected|Unterminated|Syntax error)/,
      /\bERROR: (?:Expected|Unexpected|Unterminated) /,
    ],
    hint: "Fix the place that the parser points at; it is often one line earlier.",
    examples: {
      matches: ["/w/a.js:3\n  return {;\n          ^\nSyntaxError: Unexpected token ';'"],
      others: ["SyntaxError: invalid syntax"],
    },
  },
  {
    class: "node.reference_error",
    tool: "node",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\bReferenceError: .*(?:is not defined|before initialization)/],
    hint: "The name is not defined there: import it, correct its spelling, or move its declaration before its use.",
    examples: {
      matches: ["ReferenceError: totl is not defined\n    at Object.<anonymous> (/w/a.js:3:1)"],
      others: ["NameError: name 'totl' is not defined"],
    },
  },
  {
    class: "node.type_error",
    tool: "node",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\bTypeError: .*(?:is not a (?:function|constructor)|is not iterable|is undefined|Cannot (?:read|set) propert)/,
      /\bTypeError: (?:Assignment to constant|Cannot (?:convert|destructure|assign)|Class extends)/,
      /\bTypeError(?: \[ERR_INVALID_ARG_TYPE\])?: The "/,
    ],
    hint: "A value is undefined or of another type than the code expects: find out where it is made, at the top frame in the project's own code.",
    examples: {
      matches: ["TypeError: Cannot read properties of undefined (reading 'map')\n    at list (/w/a.js:8:12)"],
      others: ["TypeError: add() missing 1 required positional argument: 'b'"],
    },
  },
  {
    class: "node.unhandled_rejection",
    tool: "node",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /\bUnhandledPromiseRejection/,
      /\bERR_UNHANDLED_REJECTION\b/,
      /^⎯+ Unhandled (?:Rejection|Error|Errors) ⎯+/,
    ],
    hint: "A promise was rejected and nobody awaited it: await it, or handle its error where it is started.",
    examples: {
      matches: [
        '[UnhandledPromiseRejection: This error originated either by throwing inside of an async function] { code: "X" }',
      ],
      others: ["PromiseRejectionHandledWarning: handled asynchronously"],
    },
  },
  {
    class: "node.out_of_memory",
    tool: "node",
    severity: "recoverable",
    specificity: 5,
    patterns: [/JavaScript heap out of memory/, /Reached heap limit Allocation failed/],
    hint: "The program kept growing until its heap was full: look for an endless loop or a list that is never emptied, before raising the limit.",
    examples: {
      matches: ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
      others: ["java.lang.OutOfMemoryError: Java heap space"],
    },
  },
  {
    class: "node.address_in_use",
    tool: "node",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bEADDRINUSE\b/, /\baddress already in use\b/i],
    hint: "Something listens on that port already: let tests use port 0, and close every server that they start.",
    examples: {
      matches: ["Error: listen EADDRINUSE: address already in use :::3000"],
      others: ["Error: connect ECONNREFUSED 127.0.0.1:3000"],
    },
  },
  {
    class: "node.bundle_unresolved",
    tool: "bundler",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bModule not found: (?:Error: )?Can't resolve '/,
      /\bCould not resolve (?:"|'|\.)/,
      /Rollup failed to resolve import/,
      /\bUNRESOLVED_IMPORT\b/,
      /" is not exported by "/,
    ],
    hint: "The bundler cannot follow an import: correct the path or alias, or add the package.",
    examples: {
      matches: ["Module not found: Error: Can't resolve './cart' in '/w/src'"],
      others: ["Error: Cannot find module './cart'\nRequire stack:"],
    },
  },
  {
    class: "node.exception",
    tool: "node",
    severity: "recoverable",
    specificity: 2,
    patterns: [
      /^\s*(?:Uncaught )?(?:Assertion|Range|URI|Eval|Aggregate)?Error(?: \[\w+\])?: \S/,
      /^Node\.js v\d+\.\d+/,
    ],
    hint: "Read the stack from its top: the first frame in the project's own code is where to look.",
    examples: {
      matches: ["Error: queue is closed\n    at push (/w/queue.js:3:9)\n\nNode.js v22.1.0"],
      others: ["ReferenceError: x is not defined\n    at a.js:1:1\n\nNode.js v22.1.0"],
    },
  },
];
