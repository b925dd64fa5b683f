import type { Scenario, ScenarioStep } from "../agents/scripted/scenario.ts";
import { demoScenario } from "./scenario.ts";

const pause: ScenarioStep = { sleep: 350 };

/** What the demo's person says about the first plan. */
export const demoComment = { step: 2, text: "Cents are whole: round once, after the discount." };

const fix = {
  title: "Fix the cart's total",
  summary: "The total counts quantities and takes the discount as a percentage.",
  approach: "Both mistakes are in one function. The tests are right and stay as they are.",
  risks: ["Whoever relied on the wrong total sees another one."],
  acceptance_check: "`node --test` passes.",
};

const cart = [{ path: "src/cart.js", change: "changed", reason: "holds both mistakes" }];

const firstPlan = {
  ...fix,
  steps: [
    { title: "Multiply each price by its quantity", detail: "In the loop of `total`." },
    { title: "Divide the discount by a hundred", detail: "" },
  ],
  files_to_touch: cart,
};

const secondPlan = {
  ...fix,
  steps: [
    { title: "Multiply each price by its quantity", detail: "In the loop of `total`." },
    { title: "Take the discount as a percentage, and round once", detail: "Whole cents, after the discount." },
  ],
  files_to_touch: cart,
};

function planned(words: string, plan: object): ScenarioStep {
  return { say: `${words}\n\n\`\`\`json\n${JSON.stringify(plan, undefined, 2)}\n\`\`\`` };
}

const [first, second] = "cases" in demoScenario ? demoScenario.cases : [];

/** What the demo's scripted agent does when its plan is approved first. Sessions are kept by their name. */
export const demoPlanScenario: Scenario = {
  cases: [
    {
      when: { phase: "plan", instruction: "^## Changes to the plan" },
      steps: [
        { session: "demo" },
        { say: "The rounding belongs into the plan." },
        pause,
        { usage: { input: 1400, cachedInput: 1100, output: 240, turns: 1 } },
        planned("The plan again:", secondPlan),
      ],
    },
    {
      when: { phase: "plan" },
      steps: [
        { session: "demo" },
        { say: "I'll read the cart and its test, and change nothing." },
        pause,
        { run: "cat src/cart.js" },
        pause,
        { usage: { input: 1900, cachedInput: 700, output: 420, turns: 2 } },
        planned("My plan:", firstPlan),
      ],
    },
    // The third run is the first that works; its check fails, and the fourth does the rest.
    { when: { attempt: 3 }, steps: first?.steps ?? [] },
    { steps: second?.steps ?? [] },
  ],
};
