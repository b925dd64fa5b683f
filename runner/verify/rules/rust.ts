import type { FailureRule } from "../rule.ts";

const couldNotCompile = [/^error: could not compile `/, /^error: aborting due to /];

export const rustRules: readonly FailureRule[] = [
  {
    class: "rust.unresolved",
    tool: "rustc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error\[E(?:0432|0433|0425|0412|0422|0423|0583|0405|0463|0573)\]/,
      /^error: cannot find (?:macro|attribute|derive macro) `/,
    ],
    hint: "The name is not in scope: add the `use`, the `mod`, or the crate in Cargo.toml; rustc's own suggestion is usually right.",
    examples: {
      matches: [
        "error[E0425]: cannot find value `totl` in this scope\n --> src/lib.rs:3:5\nerror: could not compile `shop` (lib) due to 1 previous error",
      ],
      others: ["error[E0308]: mismatched types"],
    },
  },
  {
    class: "rust.borrow_checker",
    tool: "rustc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error\[E(?:0382|0499|0502|0503|0505|0506|0507|0515|0596|0597|0716|0373|0521|0106|0594|0381)\]/,
      /^error: lifetime may not live long enough/,
    ],
    hint: "Ownership or a lifetime is wrong: shorten the borrow, clone on purpose, or change who owns the value; the spans are exact.",
    examples: {
      matches: ["error[E0382]: borrow of moved value: `items`\n --> src/main.rs:5:20"],
      others: ["error[E0425]: cannot find value `items` in this scope"],
    },
  },
  {
    class: "rust.type_mismatch",
    tool: "rustc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error\[E(?:0308|0277|0061|0599|0282|0283|0369|0271|0107|0560|0609|0614|0600|0604|0605|0606|0053|0046|0050)\]/,
    ],
    hint: "Types, traits or arguments do not fit at the named span: read the `expected … found` and the notes below it.",
    examples: {
      matches: [
        'error[E0308]: mismatched types\n --> src/lib.rs:2:5\n  |\n2 |     "3"\n  |     ^^^ expected `u32`, found `&str`',
      ],
      others: ["error[E0382]: use of moved value: `a`"],
    },
  },
  {
    class: "rust.clippy",
    tool: "rustc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^\s+= (?:note|help): .*\bclippy::/,
      /^\s+= help: for further information visit https:\/\/rust-lang\.github\.io\/rust-clippy/,
    ],
    hint: "Fix what clippy names, as its `help:` says; no new `#[allow]`.",
    examples: {
      matches: [
        "error: this loop could be written as a `for` loop\n  = note: `-D clippy::while-let-on-iterator` implied by `-D warnings`\nerror: could not compile `shop` (lib) due to 1 previous error",
      ],
      others: ["error[E0308]: mismatched types\nerror: could not compile `shop`"],
    },
  },
  {
    class: "rust.denied_warning",
    tool: "rustc",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /^\s+= note: .*(?:`-D warnings` implies|implied by `-D warnings`|`#\[deny\()/,
      /^note: the lint level is defined here/,
    ],
    hint: "Warnings count as errors here: remove what is unused or deprecated instead of allowing it.",
    examples: {
      matches: ["error: unused variable: `x`\n  = note: `-D unused-variables` implied by `-D warnings`"],
      others: ["warning: unused variable: `x`\n  = note: `#[warn(unused_variables)]` on by default"],
    },
  },
  {
    class: "rust.compile_error",
    tool: "rustc",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /^error\[E\d{4}\]: /,
      /^error: (?:expected|unexpected|this file contains an unclosed|mismatched closing|unknown start of token|unterminated|proc macro panicked|no rules expected)/,
    ],
    verdicts: couldNotCompile,
    hint: "Fix the first error exactly at its span; rustc's `help:` is usually right.",
    examples: {
      matches: [
        "error: expected `;`, found `}`\n --> src/lib.rs:2:14\nerror: could not compile `shop` (lib) due to 1 previous error",
      ],
      others: ["warning: `shop` (lib) generated 1 warning\ntest result: FAILED. 0 passed; 1 failed; 0 ignored"],
    },
  },
  {
    class: "rust.test_failure",
    tool: "cargo test",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^test \S.* \.\.\. FAILED/, /^---- \S.* stdout ----$/, /^\s+FAIL \[ .*\] \S/],
    verdicts: [
      /^test result: FAILED\./,
      /^error: test failed, to rerun pass /,
      /^error: doctest failed/,
      /^\s+Summary \[.*\] .*\d+ failed/,
    ],
    hint: "Read the failing test and its panic message first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "test tests::adds_up ... FAILED\n\n---- tests::adds_up stdout ----\nthread 'tests::adds_up' panicked at src/lib.rs:9:9:\nassertion `left == right` failed\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored",
      ],
      others: ["error[E0308]: mismatched types\nerror: could not compile `shop` (lib test) due to 1 previous error"],
    },
  },
  {
    class: "rust.panic",
    tool: "rust",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^thread '.*' (?:\(\d+\) )?(?:has )?panicked at /],
    hint: "The program panicked: an unwrap, an index or an assertion at the named line; handle the case where it comes in.",
    examples: {
      matches: [
        "thread 'main' panicked at src/main.rs:4:31:\ncalled `Result::unwrap()` on an `Err` value: ParseIntError { kind: InvalidDigit }",
      ],
      others: [
        "test tests::a ... FAILED\nthread 'tests::a' panicked at src/lib.rs:9:9:\ntest result: FAILED. 0 passed; 1 failed",
      ],
    },
  },
  {
    class: "rust.format",
    tool: "rustfmt",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^Diff in \S+\.rs(?::\d+| at line \d+)/],
    hint: "Run cargo fmt; nothing else is wrong with the named files.",
    examples: {
      matches: ["Diff in /w/src/lib.rs:1:\n-fn a(){}\n+fn a() {}"],
      others: ["diff --git a/src/lib.rs b/src/lib.rs"],
    },
  },
  {
    class: "cargo.dependency",
    tool: "cargo",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error: no matching package (?:named `|found)/,
      /^error: failed to select a version for/,
      /^\s*failed to select a version for the requirement/,
      /^error: failed to (?:get|load source for) /,
      /^error: the lock file .* needs to be updated but --(?:locked|frozen)/,
    ],
    hint: "Cargo.toml asks for what is not to be had: correct the crate's name, version or features, and update Cargo.lock with it.",
    examples: {
      matches: ["error: no matching package named `serdee` found\nlocation searched: crates.io index"],
      others: ["error: could not compile `serde` (lib) due to 1 previous error"],
    },
  },
  {
    class: "cargo.manifest",
    tool: "cargo",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error: failed to parse (?:manifest|lock file)/,
      /^error: could not find `Cargo\.toml`/,
      /^error: unexpected argument '/,
      /^error: no (?:bin|example|test|bench|lib\w*) target (?:named|found|matches)/,
      /^error: package ID specification `/,
      /^ +--> (?:\S*\/)?Cargo\.toml:\d+:\d+$/,
    ],
    hint: "Cargo.toml or the command's target is wrong: correct the manifest, or name a package and target that exist.",
    examples: {
      matches: [
        "error: failed to parse manifest at `/w/Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest",
      ],
      others: ["error: no matching package named `serdee` found"],
    },
  },
  {
    class: "rust.linker",
    tool: "rustc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^error: linking with `.*` failed/,
      /^error: linker `.*` not found/,
      /^error: failed to run custom build command for/,
    ],
    hint: "A native library or build script failed: read the note with the linker's or script's own words; a system library may be missing.",
    examples: {
      matches: ["error: linking with `cc` failed: exit status: 1\n  = note: /usr/bin/ld: cannot find -lpq"],
      others: ["error[E0425]: cannot find function `link` in this scope"],
    },
  },
];
