import type { FailureRule } from "../rule.ts";

const buildFailed = [/^Build FAILED\.$/, /^\s+[1-9]\d* Error\(s\)$/];

export const dotnetRules: readonly FailureRule[] = [
  {
    class: "dotnet.missing_type",
    tool: "csc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror CS(?:0246|0234|0103|0012|0400|0616):/],
    hint: "The name is not known there: add the using directive, the project reference or the package that brings it.",
    examples: {
      matches: [
        "Cart.cs(3,7): error CS0246: The type or namespace name 'Newtonsoft' could not be found (are you missing a using directive or an assembly reference?)",
      ],
      others: ["Cart.cs(3,7): error CS1002: ; expected"],
    },
  },
  {
    class: "dotnet.missing_member",
    tool: "csc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror CS(?:1061|0117|1501|7036|1503|1729|0535|0122):/],
    hint: "The type has no such member, or not with these arguments: read its definition.",
    examples: {
      matches: ["Cart.cs(9,5): error CS1061: 'Cart' does not contain a definition for 'Totl'"],
      others: ["Cart.cs(9,5): error CS0029: Cannot implicitly convert type 'string' to 'int'"],
    },
  },
  {
    class: "dotnet.nullable",
    tool: "csc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror CS86\d\d:/],
    hint: "A reference may be null there: check it, or say in the type that it may be; no `!` to silence it.",
    examples: {
      matches: ["Cart.cs(4,9): error CS8602: Dereference of a possibly null reference."],
      others: ["Cart.cs(4,9): warning CS8602: Dereference of a possibly null reference."],
    },
  },
  {
    class: "dotnet.build_error",
    tool: "csc",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\berror CS\d{4}:/, /\berror (?:FS|BC)\d{4,5}:/],
    verdicts: buildFailed,
    hint: "Fix the first diagnostic exactly where it stands before building again; those after it often go with it.",
    examples: {
      matches: ["Cart.cs(3,7): error CS1002: ; expected\n\nBuild FAILED.\n    0 Warning(s)\n    1 Error(s)"],
      others: ["Cart.cs(3,7): warning CS0168: The variable 'x' is declared but never used"],
    },
  },
  {
    class: "dotnet.analyzer",
    tool: "roslyn",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror (?:CA|IDE|SA|RCS|xUnit|S)\d{4}:/, /\berror (?:WHITESPACE|ENDOFLINE|FINALNEWLINE|IMPORTS):/],
    hint: "Fix the analyzer's finding in its place; no suppression, no change to the rule set.",
    examples: {
      matches: ["Cart.cs(5,1): error IDE0005: Using directive is unnecessary."],
      others: ["Cart.cs(5,1): error CS0103: The name 'x' does not exist in the current context"],
    },
  },
  {
    class: "dotnet.restore",
    tool: "nuget",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\berror NU1\d{3}:/, /\berror: NU1\d{3}:/],
    hint: "A package cannot be restored: check its name, its version and that a source has it.",
    examples: {
      matches: [
        "/w/App.csproj : error NU1101: Unable to find package Newtonsoft.Jsn. No packages exist with this id in source(s): nuget.org",
      ],
      others: ["/w/App.csproj : warning NU1701: Package 'x' was restored using '.NETFramework'"],
    },
  },
  {
    class: "dotnet.sdk",
    tool: "dotnet",
    severity: "hard",
    specificity: 5,
    patterns: [
      /\berror NETSDK(?:1045|1147|1139|1004|1005):/,
      /A compatible \.NET SDK was not found/,
      /You must install (?:or update )?\.NET to run this application/,
      /The framework 'Microsoft\.\S+', version '.*' was not found/,
      /\berror MSB(?:4236|3644):/,
    ],
    hint: "This machine has not the SDK or runtime that the project asks for: a person must install it or change global.json.",
    examples: {
      matches: [
        "error NETSDK1045: The current .NET SDK does not support targeting .NET 9.0.  Either target .NET 8.0 or lower, or use a version of the .NET SDK that supports .NET 9.0.",
      ],
      others: ['error MSB4018: The "GenerateDepsFile" task failed unexpectedly.'],
    },
  },
  {
    class: "dotnet.msbuild",
    tool: "msbuild",
    severity: "recoverable",
    specificity: 3,
    patterns: [/\berror MSB\d{4}:/, /\berror NETSDK\d{4}:/],
    verdicts: buildFailed,
    hint: "The project file is at fault, not the code: read the message's target or task and correct the csproj.",
    examples: {
      matches: ["App.csproj(8,3): error MSB4025: The project file could not be loaded."],
      others: ["Cart.cs(3,7): error CS1002: ; expected"],
    },
  },
  {
    class: "dotnet.test_failure",
    tool: "dotnet test",
    severity: "recoverable",
    specificity: 3,
    patterns: [
      /^\s*(?:Failed|\[xUnit\.net .*\]) +\S.*\[(?:FAIL|[<\d].*m?s)\]/,
      /^\s+(?:Assert\.\w+\(\) Failure|Expected: |Assert\.\w+ failed)/,
    ],
    verdicts: [/^Failed!\s+- Failed: +\d/, /^Test Run Failed\./, /^\s*Failed: +[1-9]\d*$/, /^\s*Failed\s*: [1-9]/],
    hint: "Read the failing assertion and the test around it first; fix the code, and change the test only if the task says so.",
    examples: {
      matches: [
        "  Failed CartTests.AddsUp [3 ms]\n  Error Message:\n   Assert.Equal() Failure: Values differ\n\nFailed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3",
      ],
      others: ["Passed!  - Failed:     0, Passed:     3, Skipped:     0, Total:     3"],
    },
  },
  {
    class: "dotnet.exception",
    tool: "dotnet",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^Unhandled [Ee]xception[.:] ?(?:System|Microsoft)?/, /^\s*(?:---> )?System\.\w*(?:\.\w+)*Exception: /],
    hint: "The program threw and nobody caught it: look at the first frame in the project's own code.",
    examples: {
      matches: [
        "Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.\n   at Cart.Total() in /w/Cart.cs:line 9",
      ],
      others: [
        "Failed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3\n  Failed CartTests.AddsUp [3 ms]\n   Assert.Equal() Failure",
      ],
    },
  },
];
