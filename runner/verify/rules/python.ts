import type { FailureRule } from "../rule.ts";

/** What Python itself says, on its own or by way of a test runner. */
export const pythonRules: readonly FailureRule[] = [
  {
    class: "python.syntax_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\b(?:SyntaxError|IndentationError|TabError): /],
    verdicts: [
      /^(?:FAILED|ERROR) \S.* - (?:SyntaxError|IndentationError|TabError)/,
      /^E {2,8}(?:SyntaxError|IndentationError|TabError): /,
    ],
    hint: "Fix the line that the parser points at, and the one before it; leave the rest of the file alone.",
    examples: {
      matches: ['  File "app.py", line 3\n    def f(:\n          ^\nSyntaxError: invalid syntax'],
      others: ["SyntaxWarning: invalid escape sequence '\\d'\nAssertionError: 1 != 2"],
    },
  },
  {
    class: "python.module_not_found",
    tool: "python",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bModuleNotFoundError: No module named\b/, /^\S*python[\d.]*: No module named \S+$/],
    verdicts: [/^(?:FAILED|ERROR) \S.* - ModuleNotFoundError/],
    hint: "Check the module's name against its neighbours' imports; if it is a package, declare it in the project's requirements and install it the project's own way.",
    examples: {
      matches: [
        "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nModuleNotFoundError: No module named 'requets'",
      ],
      others: ["ImportError: cannot import name 'x' from 'y' (y.py)"],
    },
  },
  {
    class: "python.import_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\bImportError: /],
    verdicts: [/^(?:FAILED|ERROR) \S.* - ImportError/, /^E {2,8}ImportError: /],
    hint: "The module is there, the name in it is not (or two modules import each other): read the module that is imported from.",
    examples: {
      matches: ["ImportError: cannot import name 'total' from 'shop.cart' (/w/shop/cart.py)"],
      others: ["ModuleNotFoundError: No module named 'shop'"],
    },
  },
  {
    class: "python.name_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\b(?:NameError|UnboundLocalError): /],
    verdicts: [/^(?:FAILED|ERROR) \S.* - (?:NameError|UnboundLocalError)/],
    hint: "The name is not defined there: a missing import, a typing error, or an assignment that is not reached. Find where it should come from.",
    examples: {
      matches: ["NameError: name 'josn' is not defined"],
      others: ["AttributeError: module 'json' has no attribute 'laods'"],
    },
  },
  {
    class: "python.attribute_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\bAttributeError: /],
    verdicts: [/^(?:FAILED|ERROR) \S.* - AttributeError/],
    hint: "The object has no such attribute, or is None: read its class's definition instead of guessing another name.",
    examples: {
      matches: ["E   AttributeError: 'NoneType' object has no attribute 'split'"],
      others: ["TypeError: 'NoneType' object is not iterable"],
    },
  },
  {
    class: "python.type_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [
      /\bTypeError: .*(?:positional argument|keyword argument|unsupported operand|object is not (?:callable|iterable|subscriptable)|can only concatenate|must be (?:str|int|a |an )|NoneType|takes \d|takes no arguments)/,
    ],
    verdicts: [/^(?:FAILED|ERROR) \S+::.* - TypeError/, /^E {3}TypeError: /],
    hint: "Compare the call with the signature of what is called: number, names and types of the arguments, and what may be None.",
    examples: {
      matches: ["TypeError: add() missing 1 required positional argument: 'b'"],
      others: ["TypeError: Cannot read properties of undefined (reading 'map')"],
    },
  },
  {
    class: "python.value_error",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/^(?:E +)?(?:ValueError|KeyError|IndexError|ZeroDivisionError|json\.decoder\.JSONDecodeError)(?:: |$)/],
    verdicts: [/^(?:FAILED|ERROR) \S.* - (?:ValueError|KeyError|IndexError|ZeroDivisionError)/],
    hint: "The value is not what the code takes for granted: find out which input leads there, and handle it where it comes in.",
    examples: {
      matches: ["Traceback (most recent call last):\nKeyError: 'user'"],
      others: ["KeyboardInterrupt"],
    },
  },
  {
    class: "python.file_not_found",
    tool: "python",
    severity: "recoverable",
    specificity: 4,
    patterns: [/\bFileNotFoundError: /],
    verdicts: [/^(?:FAILED|ERROR) \S.* - FileNotFoundError/],
    hint: "The path is relative to the working directory of the check: build it from the module's own place, or create the file.",
    examples: {
      matches: ["FileNotFoundError: [Errno 2] No such file or directory: 'data/in.csv'"],
      others: ["sh: 1: ./run.sh: No such file or directory"],
    },
  },
  {
    class: "python.recursion",
    tool: "python",
    severity: "recoverable",
    specificity: 5,
    patterns: [/\bRecursionError: maximum recursion depth exceeded/],
    hint: "A function calls itself without end: look for the missing stop, or a property that reads itself.",
    examples: {
      matches: ["RecursionError: maximum recursion depth exceeded in comparison"],
      others: ["RuntimeError: maximum retries exceeded"],
    },
  },
  {
    class: "python.exception",
    tool: "python",
    severity: "recoverable",
    specificity: 2,
    patterns: [/^Traceback \(most recent call last\):/],
    hint: "Read the traceback from its end: the last frame in the project's own code is where to look.",
    examples: {
      matches: ['Traceback (most recent call last):\n  File "m.py", line 4, in run\nRuntimeError: queue is closed'],
      others: ["Traceback (most recent call last):\nNameError: name 'x' is not defined"],
    },
  },
  {
    class: "python.dependency",
    tool: "pip",
    severity: "recoverable",
    specificity: 5,
    patterns: [
      /^ERROR: (?:Could not find a version that satisfies|No matching distribution found|Cannot install .* because|ResolutionImpossible)/,
      /ResolutionImpossible/,
      /^\s*(?:ERROR: )?Failed (?:building wheel for |to build one or more wheels)/,
      /\bBecause .* depends on .* version solving failed/,
      /^ {2}× No solution found when resolving dependencies/,
    ],
    hint: "No version fits what is asked for: check the package's name and loosen or correct the version in the requirements.",
    examples: {
      matches: [
        "ERROR: Could not find a version that satisfies the requirement flsk (from versions: none)\nERROR: No matching distribution found for flsk",
      ],
      others: ["WARNING: You are using pip version 21.0; however, version 22 is available."],
    },
  },
];
