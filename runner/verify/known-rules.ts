import { type AppliedRule, builtIn } from "./classify.ts";
import { agentRules } from "./rules/agents.ts";
import { checkRules } from "./rules/all.ts";

export const rulesForChecks: readonly AppliedRule[] = checkRules.map(builtIn);
export const rulesForAgents: readonly AppliedRule[] = agentRules.map(builtIn);
