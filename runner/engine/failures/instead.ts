import type { Decision } from "../../verify/decide.ts";
import type { AgentChoice, Judged } from "../verdict.ts";

export function insteadOf(decision: Decision, backup: AgentChoice | null): Judged["instead"] {
  switch (decision.kind) {
    case "go_on":
    case "retry":
      return null;
    case "escalate":
      return backup === null ? { kind: "block" } : { kind: "escalate", to: backup };
    case "block":
      return { kind: "block" };
  }
}
