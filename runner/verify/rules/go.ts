import type { FailureRule } from "../rule.ts";

export const goRules: readonly FailureRule[] = [
  {
    class: "go.undefined",
    tool: "go",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\.go:\d+:\d+: (?:undefined|undeclared name): /,
      /\.go:\d+:\d+: \S+ undefined \(/,
      /\.go:\d+:\d+: undefined \(type /,
    ],
    hint: "The name is not declared there: add the import or the declaration, mind upper case for exported names.",
    examples: {
      matches: ["# example.com/shop\n./cart.go:9:12: undefined: totl"],
      others: ['./cart.go:3:8: "os" imported and not used'],
    },
  },
  {
    class: "go.unused",
    tool: "go",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\.go:\d+:\d+: .* imported and not used/,
      /\.go:\d+:\d+: (?:declared and not used: |.* declared (?:and|but) not used)/,
    ],
    hint: "Remove the import or variable that is not used, or use it.",
    examples: {
      matches: ['./cart.go:3:8: "os" imported and not used'],
      others: ["./cart.go:9:12: undefined: os"],
    },
  },
  {
    class: "go.missing_module",
    tool: "go",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /no required module provides package /,
      /package \S+ is not in (?:std|GOROOT)/,
      /cannot find (?:package|module providing package) /,
      /\bgo: module .* (?:not found|: reading )/,
    ],
    hint: "The import path is wrong or its module is not in go.mod: correct the path, or add the module with go get.",
    examples: {
      matches: [
        "cart.go:4:2: no required module provides package github.com/pkg/errors; to add it:\n\tgo get github.com/pkg/errors",
      ],
      others: ["./cart.go:9:12: undefined: errors"],
    },
  },
  {
    class: "go.mod_sync",
    tool: "go",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /missing go\.sum entry/,
      /updates to go\.(?:mod|sum) needed/,
      /inconsistent vendoring/,
      /verifying .*: checksum mismatch/,
      /^go: errors parsing go\.mod/,
    ],
    hint: "go.mod and go.sum (or vendor/) do not match the imports: run go mod tidy and keep both files in the change.",
    examples: {
      matches: [
        "cart.go:4:2: missing go.sum entry for module providing package github.com/pkg/errors; to add:\n\tgo get example.com/shop",
      ],
      others: ["go: downloading github.com/pkg/errors v0.9.1"],
    },
  },
  {
    class: "go.type_mismatch",
    tool: "go",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\.go:\d+:\d+: cannot use /,
      /\.go:\d+:\d+: .*(?:mismatched types|does not implement|missing return|cannot convert|not enough arguments|too many arguments|assignment mismatch|non-boolean condition|invalid operation)/,
    ],
    hint: "Types or arguments do not fit at the named place: read the want/have lines below it.",
    examples: {
      matches: ['./cart.go:5:9: cannot use "3" (untyped string constant) as int value in return statement'],
      others: ["./cart.go:5:9: undefined: three"],
    },
  },
  {
    class: "go.compile_error",
    tool: "go",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\.go:\d+:\d+: (?:syntax error: |expected |illegal |cannot |invalid |duplicate |missing |\S+ redeclared|import cycle)/,
      /(?:^|: )import cycle not allowed/,
      /^package \S+\n?\timports /,
    ],
    verdicts: [/^FAIL\t\S+ \[(?:build|setup) failed\]$/],
    hint: "Fix the first error exactly where it stands; those after it often go with it.",
    examples: {
      matches: ["./cart.go:7:1: syntax error: unexpected } at end of statement\nFAIL\texample.com/shop [build failed]"],
      others: ["--- FAIL: TestTotal (0.00s)\n    cart_test.go:9: got 3, want 4\nFAIL\texample.com/shop\t0.002s"],
    },
  },
  {
    class: "go.test_failure",
    tool: "go test",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^\s*--- FAIL: /, /^=== (?:FAIL|Failed)\b/],
    verdicts: [/^FAIL\t\S+\t[\d.]+s$/, /^FAIL$/, /^DONE \d+ tests.* [1-9]\d* failures?/],
    hint: "Read the failing test and its got/want first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: ["--- FAIL: TestTotal (0.00s)\n    cart_test.go:9: got 3, want 4\nFAIL\nFAIL\texample.com/shop\t0.002s"],
      others: ["./cart.go:9:12: undefined: totl\nFAIL\texample.com/shop [build failed]\nFAIL"],
    },
  },
  {
    class: "go.race",
    tool: "go test",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^WARNING: DATA RACE$/, /testing\.go:\d+: race detected during execution of test/],
    hint: "Two goroutines reach the same memory without a lock: the two stacks say where; guard it or hand it over by a channel.",
    examples: {
      matches: [
        "==================\nWARNING: DATA RACE\nWrite at 0x00c000014098 by goroutine 8:\n--- FAIL: TestTotal (0.00s)\n    testing.go:1465: race detected during execution of test",
      ],
      others: ["--- FAIL: TestRace (0.00s)\nFAIL"],
    },
  },
  {
    class: "go.test_timeout",
    tool: "go test",
    severity: "recoverable",
    specificity: 5,
    patterns: [/^panic: test timed out after /, /^fatal error: all goroutines are asleep - deadlock!/],
    hint: "Something waits for ever: a channel nobody writes to, a lock that is not released; the goroutine dump says where.",
    examples: {
      matches: ["panic: test timed out after 10s\nrunning tests:\n\tTestTotal (10s)\nFAIL\texample.com/shop\t10.005s"],
      others: ["panic: runtime error: index out of range [3] with length 3"],
    },
  },
  {
    class: "go.panic",
    tool: "go",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^panic: (?!test timed out)/, /^\s*panic: runtime error: /],
    verdicts: [/^goroutine \d+ \[running\]:/],
    hint: "The program panicked: a nil pointer, an index or a closed channel at the first frame in the project's own code.",
    examples: {
      matches: [
        "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation]\n\ngoroutine 1 [running]:\nmain.main()",
      ],
      others: ["thread 'main' panicked at src/main.rs:4:31:"],
    },
  },
  {
    class: "go.lint",
    tool: "golangci-lint",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\.go:\d+(?::\d+)?: .*\((?:errcheck|staticcheck|govet|gosimple|unused|ineffassign|revive|gocritic|gofmt|goimports|lll|gosec|stylecheck|typecheck|deadcode|golint|dupl|funlen|misspell)\)$/,
      /^Error return value of `.*` is not checked \(errcheck\)$/,
      /^vet: /,
      /\.go:\d+:\d+: .*\((?:SA|ST|S|U|QF)\d{4}\)$/,
      /\.go:\d+:\d+: \S+ (?:format %\w|call has possible|arg list ends)/,
    ],
    hint: "Fix each finding in its place; no `//nolint`, no change to the settings.",
    examples: {
      matches: ["cart.go:9:12: Error return value of `f.Close` is not checked (errcheck)"],
      others: ["./cart.go:9:12: undefined: totl"],
    },
  },
];
