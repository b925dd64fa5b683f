import type { FailureRule } from "../rule.ts";

const found = /^Found [1-9]\d* errors?(?: in |\.)/;

/** The TypeScript compiler, by its codes. */
export const typescriptRules: readonly FailureRule[] = [
  {
    class: "ts.cannot_find_module",
    tool: "tsc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror TS(?:2307|2792|7016|2732|2688):/, /\bTS(?:2307|2792|7016): /],
    hint: "The specifier does not resolve: check the path, its ending and tsconfig `paths`; for a package, add it and its types.",
    examples: {
      matches: ["src/a.ts(1,19): error TS2307: Cannot find module './cart' or its corresponding type declarations."],
      others: ["Error: Cannot find module './cart'\n    at Module._resolveFilename"],
    },
  },
  {
    class: "ts.cannot_find_name",
    tool: "tsc",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\berror TS(?:2304|2552|2503|2580|2582|2584|2593|2305|2614|2724):/],
    hint: "The name is not known there: import it from where it is declared, or correct its spelling.",
    examples: {
      matches: ["src/a.ts:3:5 - error TS2304: Cannot find name 'totl'.\n\nFound 1 error in src/a.ts:3"],
      others: ["src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'."],
    },
  },
  {
    class: "ts.missing_property",
    tool: "tsc",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\berror TS(?:2339|2551|2353|2741|2739|2740|2561):/],
    hint: "Read the declaration of the type that is named: a property is missing in it, or in the value given.",
    examples: {
      matches: ["src/a.ts(9,3): error TS2339: Property 'nmae' does not exist on type 'User'."],
      others: ["TypeError: Cannot read properties of undefined (reading 'nmae')"],
    },
  },
  {
    class: "ts.type_mismatch",
    tool: "tsc",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\berror TS(?:2322|2345|2352|2554|2555|2769|2365|2367|2416|2420|2430|2344|2559|2740|2366|2355):/,
      /\berror TS(?:2531|2532|2533|18046|18047|18048|18049|7006|7031|7053|2571|2683|7005|7034|7018):/,
    ],
    hint: "Make value and declared type agree at the named place; no `any`, no `as`, no `@ts-ignore` to silence it.",
    examples: {
      matches: ["src/a.ts(4,7): error TS2322: Type 'string' is not assignable to type 'number'."],
      others: ["src/a.ts(4,7): error TS2339: Property 'x' does not exist on type 'Y'."],
    },
  },
  {
    class: "ts.unused",
    tool: "tsc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror TS(?:6133|6138|6192|6196|6198):/],
    hint: "Remove what is declared and not used, or use it.",
    examples: {
      matches: ["src/a.ts(1,8): error TS6133: 'fs' is declared but its value is never read."],
      others: ["src/a.ts(1,8): error TS2304: Cannot find name 'fs'."],
    },
  },
  {
    class: "ts.syntax_error",
    tool: "tsc",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\berror TS1\d{3}:/],
    hint: "The file does not parse: look at the first place named, and at the bracket or quote before it.",
    examples: {
      matches: ["src/a.ts(7,1): error TS1005: '}' expected."],
      others: ["src/a.ts(7,1): error TS18048: 'x' is possibly 'undefined'."],
    },
  },
  {
    class: "ts.config",
    tool: "tsc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror TS(?:5\d{3}|6053|6059|6305|6306|6307|6310|18002|18003|17004):/],
    hint: "The compiler's settings are wrong, not the code: correct the named option or path in tsconfig.",
    examples: {
      matches: ["error TS18003: No inputs were found in config file '/w/tsconfig.json'."],
      others: ["src/a.ts(1,1): error TS2304: Cannot find name 'x'."],
    },
  },
  {
    class: "ts.compile_error",
    tool: "tsc",
    severity: "recoverable",
    specificity: 3,
    patterns: [/\berror TS\d{4,5}:/],
    verdicts: [found],
    hint: "Fix the first diagnostic exactly where it stands; those after it often go with it. Do not silence it.",
    examples: {
      matches: ["src/a.ts(2,3): error TS2451: Cannot redeclare block-scoped variable 'x'."],
      others: ["Found 0 errors. Watching for file changes."],
    },
  },
];
