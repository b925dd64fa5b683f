import type { FailureRule } from "../rule.ts";
import { cRules } from "./c.ts";
import { cToolRules } from "./c-tools.ts";
import { dotnetRules } from "./dotnet.ts";
import { gitRules } from "./git.ts";
import { goRules } from "./go.ts";
import { jvmBuildRules } from "./jvm-builds.ts";
import { jvmRules } from "./jvm.ts";
import { nodeRules } from "./node.ts";
import { nodeTestRules } from "./node-tests.ts";
import { nodeToolRules } from "./node-tools.ts";
import { phpRules } from "./php.ts";
import { pythonRules } from "./python.ts";
import { pythonToolRules } from "./python-tools.ts";
import { rubyRules } from "./ruby.ts";
import { rustRules } from "./rust.ts";
import { shellRules } from "./shell.ts";
import { typescriptRules } from "./typescript.ts";

/** Every built-in rule for the output of a check. */
export const checkRules: readonly FailureRule[] = [
  ...pythonRules,
  ...pythonToolRules,
  ...typescriptRules,
  ...nodeRules,
  ...nodeTestRules,
  ...nodeToolRules,
  ...dotnetRules,
  ...rustRules,
  ...goRules,
  ...jvmRules,
  ...jvmBuildRules,
  ...rubyRules,
  ...phpRules,
  ...cRules,
  ...cToolRules,
  ...gitRules,
  ...shellRules,
];
