import { describe, expect, test } from "vitest";
import { classify } from "../../runner/verify/classify.ts";
import { rulesForAgents, rulesForChecks } from "../../runner/verify/known-rules.ts";
import { agentRules } from "../../runner/verify/rules/agents.ts";
import { checkRules } from "../../runner/verify/rules/all.ts";

const sets = [
  { name: "checks", rules: checkRules, applied: rulesForChecks },
  { name: "agents", rules: agentRules, applied: rulesForAgents },
];

test("there are rules enough, each class once, each with examples of both kinds and a hint", () => {
  const all = sets.flatMap(({ rules }) => rules);
  expect(all.length).toBeGreaterThan(100);
  expect(new Set(all.map((rule) => rule.class)).size).toBe(all.length);
  for (const rule of all) {
    expect(rule.class).toMatch(/^[a-z_]+\.[a-z_]+$/);
    expect(rule.hint.length, rule.class).toBeLessThanOrEqual(240);
    expect(rule.examples.matches.length, rule.class).toBeGreaterThan(0);
    expect(rule.examples.others.length, rule.class).toBeGreaterThan(0);
  }
});

for (const { name, rules, applied } of sets) {
  describe(name, () => {
    test.each(rules.map((rule) => [rule.class, rule] as const))("%s", (_, rule) => {
      for (const example of rule.examples.matches) expect(classify(example, applied)?.class, example).toBe(rule.class);
      for (const example of rule.examples.others) {
        expect(classify(example, applied)?.class, example).not.toBe(rule.class);
      }
    });
  });
}
