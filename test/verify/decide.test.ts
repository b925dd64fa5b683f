import { describe, expect, test } from "vitest";
import { compareWithBase, type StepSigns } from "../../runner/verify/baseline.ts";
import { decide, type DecisionFacts } from "../../runner/verify/decide.ts";

const failure = { class: "jest.test_failure", fingerprint: "f1", severity: "recoverable" } as const;
const facts: DecisionFacts = { failure, base: "not_known", earlier: [], backup: null, attemptsLeft: 2 };
const hard = { class: "shell.command_not_found", fingerprint: "f2", severity: "hard" } as const;

describe("decisions", () => {
  test.each<[string, Partial<DecisionFacts>, string, string]>([
    ["a first failure", {}, "retry", "tries again with a hint"],
    [
      "a failure nobody knows",
      { failure: null },
      "retry",
      "no rule knows this failure: tries again with the end of its output",
    ],
    ["the last attempt", { attemptsLeft: 0 }, "retry", "no attempt is left"],
    [
      "the same twice",
      { earlier: [failure], backup: "codex" },
      "escalate",
      "the same failure twice: escalates to codex",
    ],
    [
      "the same twice on the last attempt",
      { earlier: [failure], backup: "codex", attemptsLeft: 0 },
      "escalate",
      "the same failure twice: escalates to codex",
    ],
    [
      "the same twice and no backup",
      { earlier: [failure] },
      "block",
      "the same failure twice, and no backup agent is left: a person must decide",
    ],
    [
      "the same class, another test",
      { earlier: [{ ...failure, fingerprint: "f9" }] },
      "retry",
      "tries again with a hint",
    ],
    [
      "a hard class",
      { failure: hard, backup: "codex" },
      "escalate",
      "shell.command_not_found is not for another attempt: escalates to codex",
    ],
    ["a hard class that works on the base", { failure: hard, base: "passes" }, "retry", "tries again with a hint"],
    [
      "a hard class that fails on the base too",
      { failure: hard, base: "fails_the_same", backup: "codex" },
      "block",
      "the check cannot run here, not even on the base: a person must decide",
    ],
    [
      "a full disk",
      { failure: { ...hard, class: "machine.disk_full" }, backup: "codex" },
      "block",
      "machine.disk_full: no agent can change that, a person must",
    ],
    [
      "known on the base",
      { base: "fails_the_same", earlier: [failure] },
      "go_on",
      "already failed on the base: not ours",
    ],
    [
      "some known, some new",
      { base: "fails_in_part" },
      "retry",
      "tries again with a hint, about the new failures only",
    ],
  ])("%s", (_, change, kind, text) => expect(decide({ ...facts, ...change })).toEqual({ kind, text }));
});

describe("comparison with the base", () => {
  const signs = (change: Partial<StepSigns> = {}): StepSigns => ({
    exitCode: 1,
    class: "a.b",
    fingerprint: "1",
    tests: [],
    ...change,
  });
  test.each<[string, StepSigns, StepSigns | undefined, string, string[]]>([
    ["it passes there", signs(), signs({ exitCode: 0 }), "passes", []],
    ["it could not be run there", signs(), undefined, "not_known", []],
    ["it was ended by force there", signs(), signs({ exitCode: null }), "not_known", []],
    [
      "the same tests fail",
      signs({ tests: ["a"] }),
      signs({ tests: ["a", "b"], fingerprint: "2" }),
      "fails_the_same",
      [],
    ],
    ["one more fails", signs({ tests: ["a", "c"] }), signs({ tests: ["a"] }), "fails_in_part", ["c"]],
    ["another one fails", signs({ tests: ["c"] }), signs({ tests: ["a"] }), "fails_otherwise", ["c"]],
    ["the same failure without names", signs(), signs(), "fails_the_same", []],
    ["another failure without names", signs(), signs({ fingerprint: "2" }), "fails_otherwise", []],
    [
      "a failure nobody knows, twice",
      signs({ class: null, fingerprint: null }),
      signs({ class: null, fingerprint: null }),
      "fails_otherwise",
      [],
    ],
    [
      "it does not build there, tests fail here",
      signs({ tests: ["a"] }),
      signs({ fingerprint: "2" }),
      "fails_otherwise",
      [],
    ],
  ])("%s", (_, ours, base, outcome, newTests) =>
    expect(compareWithBase(ours, base)).toMatchObject({ outcome, newTests }),
  );
});
