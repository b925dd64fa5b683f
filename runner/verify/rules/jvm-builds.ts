import type { FailureRule } from "../rule.ts";

/** Maven, Gradle and the checkers they run. */
export const jvmBuildRules: readonly FailureRule[] = [
  {
    class: "maven.dependency",
    tool: "maven",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Could not resolve dependencies for project/,
      /Could not find artifact \S+/,
      /Failure to (?:find|transfer) \S+/,
      /Could not transfer artifact/,
      /The following artifacts could not be resolved/,
      /'dependencies\.dependency\.version' for .* is missing/,
    ],
    hint: "An artifact cannot be had: check its coordinates and version in the pom, and that the repository is declared.",
    examples: {
      matches: [
        "[ERROR] Failed to execute goal on project shop: Could not resolve dependencies for project example:shop:jar:1.0: Could not find artifact com.goggle:guava:jar:31 in central",
      ],
      others: ["[ERROR] COMPILATION ERROR :\n[ERROR] /w/Cart.java:[4,5] cannot find symbol"],
    },
  },
  {
    class: "maven.project",
    tool: "maven",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /Non-(?:parseable|resolvable|readable) (?:parent )?POM/,
      /No plugin found for prefix '/,
      /Unknown lifecycle phase "/,
      /The goal you specified requires a project to execute/,
      /\[ERROR\] Malformed POM/,
      /Could not find the selected project in the reactor/,
      /Plugin \S+ or one of its dependencies could not be resolved/,
    ],
    hint: "The pom or the goal is wrong, not the code: correct the pom, or name a phase, plugin and module that exist.",
    examples: {
      matches: ['[ERROR] Unknown lifecycle phase "tset". You must specify a valid lifecycle phase'],
      others: ["[ERROR] There are test failures."],
    },
  },
  {
    class: "gradle.dependency",
    tool: "gradle",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^\s*>? ?Could not resolve all (?:files|dependencies|artifacts|task dependencies) for configuration/,
      /^\s*>? ?Could not (?:find|resolve) [\w.-]+:[\w.-]+/,
      /Plugin \[id: '.*\] was not found in any of the following sources/,
    ],
    hint: "A dependency or plugin cannot be had: check its coordinates and version, and that the repository is declared.",
    examples: {
      matches: [
        "> Could not resolve all files for configuration ':compileClasspath'.\n   > Could not find com.goggle:guava:31.\nBUILD FAILED in 2s",
      ],
      others: ["> Task :compileJava FAILED\nCart.java:5: error: cannot find symbol"],
    },
  },
  {
    class: "gradle.script",
    tool: "gradle",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /Could not compile (?:build|settings|initialization) (?:file|script) '/,
      /A problem occurred (?:evaluating|configuring) (?:root )?(?:project|script|settings)/,
      /^Could not (?:find method|get unknown property|set unknown property) /,
      /Task '.*' not found in (?:root )?project/,
      /Cannot locate tasks that match/,
      /^Build file '.*' line: \d+/,
    ],
    hint: "The build script is wrong, not the code: correct the named line, or name a task that exists.",
    examples: {
      matches: [
        "FAILURE: Build failed with an exception.\n\n* What went wrong:\nTask 'tset' not found in root project 'shop'.",
      ],
      others: [
        "> Task :test FAILED\n3 tests completed, 1 failed\n* What went wrong:\nExecution failed for task ':test'.",
      ],
    },
  },
  {
    class: "java.lint",
    tool: "checkstyle",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /You have \d+ Checkstyle violations?/,
      /Checkstyle (?:rule )?violations were found/,
      /The following files had format violations/,
      /\[ERROR\] .*\.java:\[\d+(?:,\d+)?\] \(\w+\) \w+: /,
      /\.kts?:\d+:\d+: .*\((?:standard|cannot be auto-corrected)/,
      /PMD Failure: /,
      /The following files are not formatted/,
      /Analysis failed with \d+ weighted issues/,
    ],
    hint: "Style or static analysis, not behaviour: fix the named places, or run the project's own formatter.",
    examples: {
      matches: [
        "[ERROR] src/Cart.java:[3,1] (imports) UnusedImports: Unused import - java.util.List.\n[ERROR] Failed to execute goal maven-checkstyle-plugin: You have 1 Checkstyle violation.",
      ],
      others: ["[ERROR] /w/Cart.java:[4,5] cannot find symbol"],
    },
  },
  {
    class: "gradle.task_failed",
    tool: "gradle",
    severity: "recoverable",
    specificity: 1,
    patterns: [
      /^(?:Execution failed for task '|FAILURE: Build failed with an exception)/,
      /^\[ERROR\] Failed to execute goal /,
      /^(?:\[INFO\] BUILD FAILURE|BUILD FAILED in )/,
    ],
    hint: "A task of the build failed: read what stands before `What went wrong` or the first [ERROR].",
    examples: {
      matches: [
        "FAILURE: Build failed with an exception.\n\n* What went wrong:\nExecution failed for task ':docs'.\n> doc tool ended with 3",
      ],
      others: [
        "> Task :compileJava FAILED\nCart.java:5: error: cannot find symbol\nExecution failed for task ':compileJava'.",
      ],
    },
  },
];
