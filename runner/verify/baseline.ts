/** What a failed step left to compare: names of failed tests where its runner prints them, else the failure itself. */
export interface StepSigns {
  exitCode: number | null;
  class: string | null;
  fingerprint: string | null;
  tests: readonly string[];
}

/** How the same step went on the base commit. */
export type BaseOutcome = "passes" | "fails_the_same" | "fails_in_part" | "fails_otherwise" | "not_known";

export interface Comparison {
  outcome: BaseOutcome;
  /** Failed tests that did not fail on the base, and those that did; both empty where no test is named. */
  newTests: string[];
  knownTests: string[];
}

/**
 * Whether a step that failed had failed in the same way before anything was changed. By the names of the failed tests
 * where both name some; else only a failure that a rule knows can be the same.
 */
export function compareWithBase(ours: StepSigns, base: StepSigns | undefined): Comparison {
  const none = { newTests: [], knownTests: [] };
  if (base === undefined || base.exitCode === null) return { outcome: "not_known", ...none };
  if (base.exitCode === 0) return { outcome: "passes", ...none };
  if (ours.tests.length > 0 && base.tests.length > 0) {
    const before = new Set(base.tests);
    const newTests = ours.tests.filter((test) => !before.has(test));
    const knownTests = ours.tests.filter((test) => before.has(test));
    if (newTests.length === 0) return { outcome: "fails_the_same", newTests, knownTests };
    return { outcome: knownTests.length > 0 ? "fails_in_part" : "fails_otherwise", newTests, knownTests };
  }
  const same = ours.class !== null && ours.class === base.class && ours.fingerprint === base.fingerprint;
  return { outcome: same ? "fails_the_same" : "fails_otherwise", ...none };
}
