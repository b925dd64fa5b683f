import type { Scenario, ScenarioStep } from "../agents/scripted/scenario.ts";

const pause: ScenarioStep = { sleep: 350 };

/**
 * What the demo's scripted agent does: fixes half of the bug, so that the check fails, and the rest when it is told what
 * failed. The pauses are for the eye.
 */
export const demoScenario: Scenario = {
  cases: [
    {
      when: { attempt: 1 },
      steps: [
        {
          plan: [
            { text: "Read the cart and its test", status: "in_progress" },
            { text: "Count quantities", status: "pending" },
            { text: "Correct the discount", status: "pending" },
          ],
        },
        { say: "I'll look at how the total is made." },
        pause,
        { run: "cat src/cart.js" },
        pause,
        { say: "Each item is added once, whatever its quantity. That is the first half." },
        {
          edit: {
            path: "src/cart.js",
            find: "sum += item.price;",
            replace: "sum += item.price * item.quantity;",
          },
        },
        pause,
        { usage: { input: 2100, cachedInput: 900, output: 310, turns: 3 } },
        { say: "Quantities count now." },
      ],
    },
    {
      steps: [
        { say: "The discount is still wrong: it is a percentage, and cents are whole." },
        pause,
        {
          edit: {
            path: "src/cart.js",
            find: "return sum - sum * discountPercent;",
            replace: "return sum - Math.round((sum * discountPercent) / 100);",
          },
        },
        pause,
        { run: "git diff --stat" },
        pause,
        { usage: { input: 2600, cachedInput: 2100, output: 190, turns: 2 } },
        { say: "Both tests should pass now." },
      ],
    },
  ],
};
