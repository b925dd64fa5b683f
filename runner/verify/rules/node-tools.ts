import type { FailureRule } from "../rule.ts";

/** Linters, formatters and package managers of JavaScript. */
export const nodeToolRules: readonly FailureRule[] = [
  {
    class: "eslint.error",
    tool: "eslint",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /^\s+\d+:\d+\s+error\s+\S/,
      /^\S+:\d+:\d+: error: .* \(\S+\)$/,
      /^\s*[×x] (?:eslint|typescript|import|unicorn|oxc)[\w-]*\(\S+\): /,
    ],
    verdicts: [
      /^✖ \d+ problems? \([1-9]\d* errors?/,
      /^ESLint found too many warnings/,
      /^Found \d+ warnings? and [1-9]\d* errors?\.$/,
    ],
    hint: "Fix each violation in its place; no disabling comments, no change to the rules.",
    examples: {
      matches: [
        "/w/a.js\n  1:7  error  'x' is assigned a value but never used  no-unused-vars\n\n✖ 1 problem (1 error, 0 warnings)",
      ],
      others: ["/w/a.js\n  1:7  warning  'x' is never used  no-unused-vars\n\n✖ 1 problem (0 errors, 1 warning)"],
    },
  },
  {
    class: "eslint.parse_error",
    tool: "eslint",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^\s+\d+:\d+\s+error\s+Parsing error: /],
    hint: "The linter cannot parse the file: fix its syntax, or the parser that is set for that kind of file.",
    examples: {
      matches: ["/w/a.js\n  3:10  error  Parsing error: Unexpected token ;\n\n✖ 1 problem (1 error, 0 warnings)"],
      others: ["/w/a.js\n  1:7  error  Unexpected var  no-var\n\n✖ 1 problem (1 error, 0 warnings)"],
    },
  },
  {
    class: "eslint.config",
    tool: "eslint",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /ESLint couldn't find (?:an? )?(?:eslint\.config|config|the plugin|the config)/,
      /Definition for rule '.*' not found/,
      /Failed to load (?:plugin|config|parser) '/,
      /^Oops! Something went wrong! :\(/,
      /Error while loading rule '/,
    ],
    hint: "The linter's own configuration does not load: fix the named file, plugin or rule; the code was not looked at.",
    examples: {
      matches: [
        "Oops! Something went wrong! :(\n\nESLint: 9.1.0\n\nESLint couldn't find an eslint.config.(js|mjs|cjs) file.",
      ],
      others: ["✖ 3 problems (3 errors, 0 warnings)"],
    },
  },
  {
    class: "prettier.format",
    tool: "prettier",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Code style issues (?:were )?found in /,
      /Forgot to run Prettier\?/,
      /\bFormatter would have printed the following content/,
      /^Format issues found in above \d+ files/,
    ],
    hint: "Run the project's own formatter on the named files; nothing else is wrong with them.",
    examples: {
      matches: [
        "Checking formatting...\n[warn] src/a.ts\n[warn] Code style issues found in the above file. Run Prettier with --write to fix.",
      ],
      others: ["[warn] Ignored unknown option { foo: 1 }."],
    },
  },
  {
    class: "npm.dependency_conflict",
    tool: "npm",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bERESOLVE\b/, /\bERR_PNPM_PEER_DEP_ISSUES\b/, /unable to resolve dependency tree/],
    hint: "Two packages want different versions of a third: choose versions that agree; do not force the install.",
    examples: {
      matches: ["npm error code ERESOLVE\nnpm error ERESOLVE unable to resolve dependency tree"],
      others: ["npm warn deprecated glob@7.2.3: Glob versions prior to v9 are no longer supported"],
    },
  },
  {
    class: "npm.not_found",
    tool: "npm",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /npm (?:ERR!|error) code (?:E404|ETARGET|ENOVERSIONS)\b/,
      /\bERR_PNPM_(?:FETCH_404|NO_MATCHING_VERSION)\b/,
      /error Couldn't find (?:any versions for|package) "/,
    ],
    hint: "There is no such package or version: check its name and version against what the registry has.",
    examples: {
      matches: ["npm error code E404\nnpm error 404 Not Found - GET https://registry.example/lodahs - Not found"],
      others: ["npm error code ELIFECYCLE"],
    },
  },
  {
    class: "npm.lock_mismatch",
    tool: "npm",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /`npm ci` can only install packages when your package\.json and package-lock\.json/,
      /\bERR_PNPM_OUTDATED_LOCKFILE\b/,
      /lockfile (?:would have been|needs to be) (?:modified|updated)/i,
      /\bYN0028\b/,
      /The `npm ci` command can only install with an existing package-lock/,
    ],
    hint: "package.json and the lock file disagree: run the package manager's install so that it writes the lock, and keep it in the change.",
    examples: {
      matches: [
        "npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.",
      ],
      others: ["npm warn old lockfile The package-lock.json file was created with an old version of npm"],
    },
  },
  {
    class: "npm.missing_script",
    tool: "npm",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /npm (?:ERR!|error) Missing script: /,
      /\bERR_PNPM_NO_SCRIPT\b/,
      /^error Command "[^"]*" not found\./,
      /\bERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL\b.*ENOENT/,
      /^Couldn't find a script named "/,
    ],
    hint: "package.json has no such script: it was renamed or removed; put it back, or use the one that is there.",
    examples: {
      matches: ['npm error Missing script: "tset"\nnpm error\nnpm error Did you mean this?\nnpm error   npm run test'],
      others: ["npm error code ELIFECYCLE\nnpm error errno 1"],
    },
  },
  {
    class: "npm.engine",
    tool: "npm",
    severity: "hard",
    specificity: 5,
    patterns: [
      /npm (?:ERR!|error) code EBADENGINE/,
      /\bERR_PNPM_UNSUPPORTED_ENGINE\b/,
      /The engine "node" is incompatible with this module/,
    ],
    hint: "This machine's Node.js is not the version that the project asks for: a person must change one of the two.",
    examples: {
      matches: ["npm error code EBADENGINE\nnpm error engine Unsupported engine"],
      others: ["npm warn EBADENGINE Unsupported engine {"],
    },
  },
  {
    class: "npm.native_build",
    tool: "node-gyp",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bgyp ERR! (?:build error|find Python|stack|configure error)/, /node-pre-gyp ERR!/],
    hint: "A native module could not be compiled here: use a version with a prebuilt binary, or one without native code.",
    examples: {
      matches: ["gyp ERR! build error \ngyp ERR! stack Error: `make` failed with exit code: 2"],
      others: ["gyp info it worked if it ends with ok"],
    },
  },
  {
    class: "npm.script_failed",
    tool: "npm",
    severity: "recoverable",
    specificity: 1,
    patterns: [
      /npm (?:ERR!|error) (?:code ELIFECYCLE|Lifecycle script|Exit status|command failed)/,
      /^\s*ELIFECYCLE\s/,
      /^error Command failed with exit code/,
    ],
    hint: "A script of package.json failed: run it by itself and read what it says before its end.",
    examples: {
      matches: ["npm error Lifecycle script `build` failed with error:\nnpm error code 1"],
      others: ["Error: Cannot find module './x'\nnpm error Lifecycle script `build` failed with error:"],
    },
  },
];
