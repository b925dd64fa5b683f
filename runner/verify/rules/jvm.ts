import type { FailureRule } from "../rule.ts";

/** Compilers and tests of Java and Kotlin. */
export const jvmRules: readonly FailureRule[] = [
  {
    class: "java.missing_symbol",
    tool: "javac",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\berror: (?:cannot find symbol|package \S+ does not exist|cannot access )/,
      /^\[ERROR\] .*\.java:\[\d+,\d+\] (?:cannot find symbol|package \S+ does not exist|error: cannot find symbol)/,
      /\.java:\d+: (?:cannot find symbol|package \S+ does not exist)/,
    ],
    hint: "The name is not known there: add the import or the dependency, or read the class for the method's real name.",
    examples: {
      matches: [
        "Cart.java:5: error: cannot find symbol\n        totl();\n        ^\n  symbol:   method totl()\n  location: class Cart\n1 error",
      ],
      others: ["Cart.java:5: error: ';' expected\n1 error"],
    },
  },
  {
    class: "java.syntax_error",
    tool: "javac",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /(?:error: |\] )(?:'?[;(){}[\],]'? expected|<identifier> expected|class, interface, (?:enum, )?.*expected|reached end of file while parsing|illegal start of|unclosed string literal|not a statement|'else' without 'if')/,
    ],
    hint: "The file does not parse: look at the first place named, and at the bracket or semicolon before it.",
    examples: {
      matches: ["Cart.java:5: error: ';' expected\n        int a = 3\n                 ^\n1 error"],
      others: ["Cart.java:5: error: cannot find symbol"],
    },
  },
  {
    class: "java.type_mismatch",
    tool: "javac",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /(?:error: |\] )(?:incompatible types|.* cannot be converted to|bad operand types|no suitable (?:method|constructor)|(?:method|constructor) .* cannot be applied)/,
      /(?:error: |\] ).*(?:is not abstract and does not override|does not override or implement a method|might not have been initialized|unreported exception|is already defined in|missing return statement|non-static (?:method|variable))/,
    ],
    hint: "Types, arguments or overrides do not fit at the named place: read the required/found lines below it.",
    examples: {
      matches: [
        'Cart.java:4: error: incompatible types: String cannot be converted to int\n        return "3";\n1 error',
      ],
      others: ["Cart.java:4: error: cannot find symbol"],
    },
  },
  {
    class: "java.compile_error",
    tool: "javac",
    severity: "recoverable",
    specificity: 3,
    patterns: [/\.java:\d+: error: /, /^\[ERROR\] .*\.java:\[\d+,\d+\] /],
    verdicts: [/^\[ERROR\] COMPILATION ERROR/, /^> Compilation failed; see the compiler error output/, /^\d+ errors?$/],
    hint: "Fix the first error exactly where it stands; those after it often go with it.",
    examples: {
      matches: ["Cart.java:4: error: class Basket is public, should be declared in a file named Basket.java\n1 error"],
      others: ["[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0"],
    },
  },
  {
    class: "kotlin.unresolved",
    tool: "kotlinc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\b[Uu]nresolved reference\b/],
    hint: "The name is not known there: add the import or the dependency, or correct its spelling.",
    examples: {
      matches: [
        "e: file:///w/Cart.kt:4:12 Unresolved reference: totl",
        "Cart.kt:4:12: error: unresolved reference: totl",
      ],
      others: ["error: undefined reference to `totl'"],
    },
  },
  {
    class: "kotlin.compile_error",
    tool: "kotlinc",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^e: .*\.kts?(?::|\b)/, /\.kts?:\d+:\d+: error: /],
    hint: "Fix the first error exactly where it stands; mind nullability and types.",
    examples: {
      matches: ["Cart.kt:3:20: error: type mismatch: inferred type is String but Int was expected"],
      others: ["w: file:///w/Cart.kt:3:20 Variable 'x' is never used"],
    },
  },
  {
    class: "junit.test_failure",
    tool: "junit",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /<<< (?:FAILURE|ERROR)!/,
      /^\[ERROR\]\s+\w[\w.$]*\.\w+:\d+/,
      /^\S.* > \S.* FAILED$/,
      /^\d+\) \w+\([\w.$]+\)$/,
      /^\s*(?:org\.opentest4j\.AssertionFailedError|java\.lang\.AssertionError|org\.junit\.ComparisonFailure)\b/,
    ],
    verdicts: [
      /There (?:are|were) (?:test failures|failing tests)/,
      /^(?:\[ERROR\] )?Tests run: .*(?:Failures|Errors): [1-9]/,
      /^\d+ tests? completed, [1-9]\d* failed/,
    ],
    hint: "Read the failing test and its expected/actual first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! - in shop.CartTest\n[ERROR]   CartTest.addsUp:12 expected:<4> but was:<3>\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:2.22.2:test: There are test failures.",
      ],
      others: [
        "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n[ERROR] COMPILATION ERROR :\n[ERROR] /w/Cart.java:[4,5] class X is public, should be declared in a file named X.java",
      ],
    },
  },
  {
    class: "java.exception",
    tool: "java",
    severity: "recoverable",
    specificity: 3,
    patterns: [/^Exception in thread "/, /^Caused by: [\w.$]+(?:Exception|Error)\b/],
    hint: "The program threw and nobody caught it: the last `Caused by` and its first frame in the project's own code say where.",
    examples: {
      matches: [
        'Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null\n\tat Cart.main(Cart.java:5)',
      ],
      others: ["Exception ignored in: <function f>"],
    },
  },
  {
    class: "java.out_of_memory",
    tool: "java",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bjava\.lang\.OutOfMemoryError\b/, /The forked VM terminated without (?:properly )?saying goodbye/],
    hint: "The JVM ran out of memory or died: look for a collection that grows without end before raising its limit.",
    examples: {
      matches: ["java.lang.OutOfMemoryError: Java heap space"],
      others: ["FATAL ERROR: JavaScript heap out of memory"],
    },
  },
  {
    class: "java.version",
    tool: "java",
    severity: "hard",
    specificity: 5,
    patterns: [
      /Unsupported class file major version \d+/,
      /error: (?:invalid source release|release version \d+ not supported)/,
      /has been compiled by a more recent version of the Java Runtime/,
      /invalid target release: /,
      /\bUnsupportedClassVersionError\b/,
      /No matching toolchains found for requested specification/,
    ],
    hint: "This machine's JDK is not the version that the build asks for: a person must change one of the two.",
    examples: {
      matches: ["[ERROR] Fatal error compiling: error: release version 21 not supported"],
      others: ["Cart.java:5: error: cannot find symbol"],
    },
  },
];
