import { describe, expect, test } from "vitest";
import { besidePlan, readPlan } from "../../../runner/gates/plan/read-plan.ts";

const facts = { worktree: "/srv/wt", author: "claude opus", number: 3 };

const whole = {
  title: "A cache",
  summary: "It is faster.",
  approach: "A map.",
  steps: [{ title: "Add the map", detail: "In user.ts" }],
  files_to_touch: [{ path: "src/user.ts", change: "changed", reason: "holds it" }],
  risks: ["Memory"],
  acceptance_check: "npm test",
};
const json = JSON.stringify(whole);
const fenced = (text: string, word = "json") => `\`\`\`${word}\n${text}\n\`\`\``;

function read(...said: string[]) {
  return readPlan(said, facts);
}

function planOf(...said: string[]) {
  const reading = read(...said);
  if ("problems" in reading) throw new Error(reading.problems.join("; "));
  return reading.plan;
}

function problemsOf(...said: string[]): string[] {
  const reading = read(...said);
  return "problems" in reading ? reading.problems : [];
}

describe("a plan is found", () => {
  test.each<[string, string[]]>([
    ["as the whole answer", [json]],
    ["in a fenced block", [`Here it is.\n\n${fenced(json)}\n\nTell me.`]],
    ["in a block without a word", [fenced(json, "")]],
    [
      "in a block of tildes that holds backticks",
      [`~~~\n${JSON.stringify({ ...whole, approach: "```\nx\n```" })}\n~~~`],
    ],
    ["in a block that was not closed", [`\`\`\`json\n${json}`]],
    ["between braces in words", [`So {this} is it:\n${json}\nDone.`]],
    ["under the key plan", [JSON.stringify({ plan: whole })]],
    ["in the last block that is one", [`${fenced('{"example":1}')}\n${fenced(json)}\n${fenced('{"later":2}')}`]],
    ["before a last word", [json, "The plan is with you."]],
    ["over many lines that are messages of their own", JSON.stringify(whole, undefined, 2).split("\n")],
  ])("%s", (_, said) => {
    expect(planOf(...said)).toMatchObject({
      title: "A cache",
      acceptance: "npm test",
      author: "claude opus",
      number: 3,
    });
  });

  test("the last one that was meant counts, also when it is none", () => {
    expect(planOf(json, JSON.stringify({ ...whole, title: "Another" })).title).toBe("Another");
    expect(problemsOf(json, JSON.stringify({ ...whole, steps: [] }))).toEqual(["steps: at least one is needed"]);
  });
});

describe("what agents write is understood", () => {
  test.each<[string, object, object]>([
    ["steps as texts", { steps: ["First", "Then"] }, { steps: [{ title: "First", detail: "" }, { title: "Then" }] }],
    ["steps of n and desc", { steps: [{ n: 1, desc: "Do\nmore" }] }, { steps: [{ title: "Do", detail: "more" }] }],
    ["files as texts", { files_to_touch: ["./src/a.ts"] }, { filesToTouch: [{ path: "src/a.ts", change: "changed" }] }],
    ["paths in the worktree", { files_to_touch: ["/srv/wt/b.ts"] }, { filesToTouch: [{ path: "b.ts" }] }],
    ["other words", { files_to_touch: [{ file: "c", action: "Create" }] }, { filesToTouch: [{ change: "new" }] }],
    ["no file at all", { files_to_touch: [] }, { filesToTouch: [] }],
    ["no title", { title: undefined }, { title: "It is faster." }],
    ["no risks", { risks: null }, { risks: [] }],
    ["risks with what helps", { risks: [{ risk: "R", mitigation: "M" }] }, { risks: ["R: M"] }],
    ["conditions as a list", { acceptance_check: ["a", "b"] }, { acceptance: "- a\n- b" }],
  ])("%s", (_, change, expected) => {
    expect(planOf(JSON.stringify({ ...whole, ...change }))).toMatchObject(expected);
  });

  test("who wrote it, its number and the signs are not the agent's to say", () => {
    const forged = { ...whole, author: "a person", number: 9, forecast: { successChance: 1 }, signal: { score: 100 } };
    expect(planOf(JSON.stringify(forged))).toMatchObject({ author: "claude opus", number: 3 });
    expect(planOf(JSON.stringify(forged))).not.toHaveProperty("forecast");
  });
});

describe("what is no plan is told with what is wrong", () => {
  test.each<[string, string[], string[]]>([
    ["nothing", [], ["the answer holds no JSON object with a plan"]],
    ["words", ["I would do it."], ["the answer holds no JSON object with a plan"]],
    ["other JSON", ['{"ok":true}'], ["the JSON in the answer is no plan: it has neither steps nor files_to_touch"]],
    ["half of it", [json.slice(0, -20)], ["the plan is not valid JSON"]],
    [
      "cut off",
      [`${json.slice(0, 90)}… (70000 more characters)`],
      ["the answer is too long to be read whole: plan in fewer words"],
    ],
    [
      "a way out",
      [JSON.stringify({ ...whole, files_to_touch: ["../x"] })],
      ["files_to_touch[1].path: a path inside the repository, like src/main.ts"],
    ],
    [
      "elsewhere",
      [JSON.stringify({ ...whole, files_to_touch: ["/etc/passwd"] })],
      ["files_to_touch[1].path: a path inside the repository, like src/main.ts"],
    ],
    [
      "twice the same",
      [JSON.stringify({ ...whole, files_to_touch: ["a", "a"] })],
      ["files_to_touch: a is named twice"],
    ],
    [
      "empty texts",
      [JSON.stringify({ ...whole, summary: " ", acceptance_check: "" })],
      ["summary: must not be empty", "acceptance_check: must not be empty"],
    ],
  ])("%s", (_, said, expected) => {
    expect(problemsOf(...said)).toEqual(expected);
  });

  test("missing parts are named in the words in which they were asked for", () => {
    const problems = problemsOf(JSON.stringify({ steps: [1], approach: "x" }));
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "title",
      "summary",
      "steps[1]",
      "files_to_touch",
      "acceptance_check",
    ]);
  });

  test("a hundred problems are a few and a count", () => {
    const files_to_touch = Array.from({ length: 100 }, () => "../x");
    expect(problemsOf(JSON.stringify({ ...whole, files_to_touch }))).toHaveLength(13);
  });
});

test("what is said besides the plan is what is shown as words", () => {
  expect(besidePlan(json)).toBe("");
  expect(besidePlan(`Here it is.\n\n${fenced(json)}\n\nTell me.`)).toBe("Here it is.\n\nTell me.");
  expect(besidePlan(`See:\n${fenced("{}")}`)).toBe(`See:\n${fenced("{}")}`);
});

test("hostile answers take no time", () => {
  const began = performance.now();
  for (const text of ["{".repeat(500_000), "```\n".repeat(100_000), `${"[".repeat(100_000)}{`, "{\n".repeat(200_000)]) {
    expect(problemsOf(text)).toHaveLength(1);
  }
  expect(performance.now() - began).toBeLessThan(5_000);
});
