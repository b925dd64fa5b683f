import type { Scenario } from "../../runner/agents/scripted/scenario.ts";

/** An instruction that tells the scripted agent what to do. */
export function instruct(title: string, scenario: Scenario): string {
  return `${title}\n\n\`\`\`spool-scenario\n${JSON.stringify(scenario)}\n\`\`\`\n`;
}
