import type { FailureRule } from "../rule.ts";

/** Compilers and linkers of C and C++. */
export const cRules: readonly FailureRule[] = [
  {
    class: "c.missing_header",
    tool: "gcc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bfatal error: \S+: No such file or directory/, /\bfatal error: '[^']+' file not found/],
    hint: "The header is not on the include path: correct its name, add the include directory, or the library that brings it.",
    examples: {
      matches: [
        'a.c:1:10: fatal error: cart.h: No such file or directory\n    1 | #include "cart.h"\ncompilation terminated.',
      ],
      others: ["cat: cart.h: No such file or directory"],
    },
  },
  {
    class: "c.undeclared",
    tool: "gcc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /error: .*(?:was not declared in this scope|undeclared|has no member named|does not name a type|is not a member of|has not been declared|unknown type name|implicit declaration of function|incomplete type)/,
      /error: no member named '/,
      /error: use of undeclared identifier/,
    ],
    hint: "The name is not declared there: include its header, declare it, or correct its spelling.",
    examples: {
      matches: [
        "a.c:3:10: error: 'totl' undeclared (first use in this function)",
        "a.cpp:3:10: error: use of undeclared identifier 'totl'",
      ],
      others: ["/usr/bin/ld: a.o: in function `main': undefined reference to `totl'"],
    },
  },
  {
    class: "c.type_mismatch",
    tool: "gcc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /error: .*(?:no matching (?:function|member function|constructor)|cannot convert|invalid conversion|could not convert|no viable conversion|incompatible (?:type|pointer|integer)|too (?:few|many) arguments|conflicting types|invalid operands|cannot bind|discards qualifiers|cannot initialize)/,
    ],
    hint: "Types or arguments do not fit at the named place: compare them with the declaration that the note below it shows.",
    examples: {
      matches: ["a.cpp:5:9: error: no matching function for call to 'add(const char [2])'"],
      others: ["a.cpp:5:9: error: expected ';' before '}' token"],
    },
  },
  {
    class: "c.syntax_error",
    tool: "gcc",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /error: (?:expected .*|stray '.*' in program|extraneous .*|missing terminating .*|unterminated .*|expected-\S.*)$/,
    ],
    hint: "The file does not parse: look at the first place named, and at the semicolon or bracket before it.",
    examples: {
      matches: ["a.c:3:12: error: expected ';' before 'return'"],
      others: ["a.c:3:12: error: 'x' undeclared (first use in this function)"],
    },
  },
  {
    class: "c.warning_as_error",
    tool: "gcc",
    severity: "recoverable",
    specificity: 5,
    patterns: [/error: .*\[-Werror(?:=[\w-]+)?(?:,-W[\w-]+)?\]/],
    verdicts: [/: all warnings being treated as errors$/],
    hint: "Warnings count as errors here: fix what the warning says; no cast or pragma to silence it.",
    examples: {
      matches: [
        "a.c:3:7: error: unused variable 'x' [-Werror=unused-variable]\ncc1: all warnings being treated as errors",
      ],
      others: ["a.c:3:7: warning: unused variable 'x' [-Wunused-variable]"],
    },
  },
  {
    class: "c.compile_error",
    tool: "gcc",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|m|mm|cu|inl|ipp):\d+(?::\d+)?: (?:fatal )?error: /,
      /\.(?:c|cc|cpp|cxx|h|hpp)\(\d+(?:,\d+)?\): (?:fatal )?error C\d{4}:/,
    ],
    verdicts: [/^\d+ errors? generated\.$/, /^compilation terminated\.$/],
    hint: "Fix the first error exactly where it stands; those after it often go with it.",
    examples: {
      matches: ["a.cpp:9:5: error: static assertion failed: size\n1 error generated."],
      others: ["a.cpp:9:5: warning: comparison of integers of different signs"],
    },
  },
  {
    class: "c.undefined_reference",
    tool: "ld",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /\bundefined reference to [`']/,
      /\bundefined symbol: /,
      /^Undefined symbols for architecture/,
      /\bunresolved external symbol\b/,
    ],
    hint: "Declared and never defined, or its object or library is not linked: add the source file or the library to the target.",
    examples: {
      matches: [
        "/usr/bin/ld: /tmp/ccXyz.o: in function `main':\na.c:(.text+0xe): undefined reference to `totl'\ncollect2: error: ld returned 1 exit status",
      ],
      others: ["Cart.kt:4:12: error: unresolved reference: totl"],
    },
  },
  {
    class: "c.link_error",
    tool: "ld",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\bcannot find -l\S+/,
      /\bmultiple definition of [`']/,
      /\bduplicate symbol/,
      /library not found for -l/,
      /unable to find library -l/,
    ],
    verdicts: [/^collect2: (?:fatal )?error: ld returned \d+ exit status/, /linker command failed with exit code/],
    hint: "The linker lacks a library or got a symbol twice: add the library's package and path, or keep definitions out of headers.",
    examples: {
      matches: [
        "/usr/bin/ld: cannot find -lfoo: No such file or directory\ncollect2: error: ld returned 1 exit status",
      ],
      others: ["a.c:(.text+0xe): undefined reference to `totl'\ncollect2: error: ld returned 1 exit status"],
    },
  },
];
