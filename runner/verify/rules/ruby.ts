import type { FailureRule } from "../rule.ts";

const readTest =
  "Read the failing example and what it expects first; fix the code, and change the test only if the task says so.";

export const rubyRules: readonly FailureRule[] = [
  {
    class: "ruby.syntax_error",
    tool: "ruby",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\.rb:\d+: syntax error/, /\.rb:\d+:.*\bsyntax errors? found/, /\(SyntaxError\)/, /^SyntaxError:\s*$/],
    hint: "The file does not parse: look for a missing `end`, bracket or comma before the named line.",
    examples: {
      matches: ["cart.rb:9: syntax error, unexpected end-of-input, expecting `end'"],
      others: ["SyntaxError: Unexpected token ';'"],
    },
  },
  {
    class: "ruby.load_error",
    tool: "ruby",
    severity: "recoverable",
    specificity: 5,
    patterns: [/cannot load such file -- /, /\(LoadError\)/],
    hint: "The required file or gem is not found: correct the path (require_relative for the project's own), or add the gem to the Gemfile.",
    examples: {
      matches: ["<internal:kernel>:85:in `require': cannot load such file -- cartt (LoadError)"],
      others: ["uninitialized constant Cartt (NameError)"],
    },
  },
  {
    class: "ruby.name_error",
    tool: "ruby",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\buninitialized constant \w/, /undefined local variable or method [`']/, /\(NameError\)/],
    hint: "The name is not known there: require the file that defines it, or correct its spelling.",
    examples: {
      matches: ["cart.rb:3:in `<main>': undefined local variable or method `totl' for main:Object (NameError)"],
      others: ["NameError: name 'totl' is not defined"],
    },
  },
  {
    class: "ruby.no_method",
    tool: "ruby",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\bundefined method [`']/, /\(NoMethodError\)/, /\bNoMethodError:/],
    hint: "The object has no such method, or is nil: read its class's definition and find out where the value comes from.",
    examples: {
      matches: ["cart.rb:5:in `total': undefined method `sum' for nil:NilClass (NoMethodError)"],
      others: ["error: cannot find symbol\n  symbol:   method sum()"],
    },
  },
  {
    class: "ruby.argument_error",
    tool: "ruby",
    severity: "recoverable",
    specificity: 4,
    patterns: [/wrong number of arguments \(given \d+/, /\(ArgumentError\)/, /\b(?:missing|unknown) keywords?: :/],
    hint: "Compare the call with the method's definition: number and names of the arguments.",
    examples: {
      matches: ["cart.rb:1:in `add': wrong number of arguments (given 1, expected 2) (ArgumentError)"],
      others: ["TypeError: add() missing 1 required positional argument: 'b'"],
    },
  },
  {
    class: "rspec.test_failure",
    tool: "rspec",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^rspec \.?\/?\S+(?:\[[\d:]+\]|:\d+)/, /^\s+Failure\/Error: /],
    verdicts: [/^\d+ examples?, [1-9]\d* failures?/, /^\d+ examples?, .*[1-9]\d* errors? occurred outside of examples/],
    hint: readTest,
    examples: {
      matches: [
        "  1) Cart adds up\n     Failure/Error: expect(cart.total).to eq(4)\n\n       expected: 4\n            got: 3\n\n1 example, 1 failure\n\nFailed examples:\n\nrspec ./spec/cart_spec.rb:4 # Cart adds up",
      ],
      others: ["3 examples, 0 failures\ncart.rb:9: syntax error, unexpected end-of-input"],
    },
  },
  {
    class: "minitest.test_failure",
    tool: "minitest",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /^(?:Minitest::Assertion|Failure|Error):$/,
      /^\s*\d+\) (?:Failure|Error):$/,
      /^\w[\w:]*#test_\S+ \[.*:\d+\]:$/,
    ],
    verdicts: [/^\d+ (?:runs|tests), .*(?: [1-9]\d* failures|[1-9]\d* errors)/],
    hint: readTest,
    examples: {
      matches: [
        "  1) Failure:\nCartTest#test_adds_up [cart_test.rb:6]:\nExpected: 4\n  Actual: 3\n\n1 runs, 1 assertions, 1 failures, 0 errors, 0 skips",
      ],
      others: ["3 runs, 3 assertions, 0 failures, 0 errors, 0 skips"],
    },
  },
  {
    class: "ruby.lint",
    tool: "rubocop",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^\S+\.rb:\d+:\d+: [CWEF]: /],
    verdicts: [/^\d+ files? inspected, \d+ offenses? detected/],
    hint: "Fix each offense in its place; no disabling comments, no change to .rubocop.yml.",
    examples: {
      matches: [
        "cart.rb:1:1: C: [Correctable] Style/FrozenStringLiteralComment: Missing frozen string literal comment.\n\n1 file inspected, 1 offense detected, 1 offense autocorrectable",
      ],
      others: ["1 file inspected, no offenses detected"],
    },
  },
  {
    class: "bundler.dependency",
    tool: "bundler",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^Could not find .* in (?:any of the sources|locally installed gems|rubygems|cached gems|gemspec|the local|repository)/,
      /^Could not find (?:compatible versions|gem ')/,
      /Bundler could not find compatible versions/,
      /\bversion solving has failed\b/,
      /Bundler::GemNotFound/,
      /Could not locate Gemfile/,
      /The gemspecs? for .* changed|lockfile is frozen|frozen mode/,
    ],
    hint: "The gems are not those that Gemfile and Gemfile.lock ask for: correct the name or version, and update the lock with it.",
    examples: {
      matches: ["Could not find gem 'railz' in rubygems repository https://rubygems.org/ or installed locally."],
      others: ["cannot load such file -- rails (LoadError)"],
    },
  },
];
