import { describe, expect, test } from "vitest";
import { budgetUseText, runCostText } from "../../shared/budget-words.ts";
import { noAmounts, noDayBudget } from "../../shared/budget/amounts.ts";
import { addCost, costSource, isUnpriced, knownUsd } from "../../shared/budget/cost.ts";
import { dayBefore, dayOf, isTimeZone, nextDayAt } from "../../shared/budget/day.ts";
import { isNearlyUsedUp, isUsedUp, metersOf, tightest, weighedTokens } from "../../shared/budget/meters.ts";
import { grantedBy, offer, offerUnpriced } from "../../shared/budget/offer.ts";
import type { BudgetMeter } from "../../shared/model/budget.ts";
import { noCost } from "../../shared/model/run.ts";

const tokens = { input: 10, cachedInput: 100, output: 5 };
const meter: BudgetMeter = { scope: "job", kind: "usd", used: 1, limit: 5, partlyUnknown: false };

describe("what a run cost", () => {
  const priced = () => 0.5;
  const unpriced = () => undefined;

  test("a reported cost takes the place of what was priced meanwhile", () => {
    let cost = addCost(noCost, { tokens, costFollows: true }, priced);
    expect([knownUsd(cost), costSource(cost)]).toEqual([0.5, "priced"]);
    cost = addCost(cost, { tokens, costUsd: 0.7 }, priced);
    expect([knownUsd(cost), costSource(cost)]).toEqual([0.7, "reported"]);
    // Without word that it follows, tokens beside a reporting agent cost nothing on top.
    expect(knownUsd(addCost(cost, { tokens }, priced))).toBe(0.7);
    expect(knownUsd(addCost(cost, { tokens, costFollows: true }, priced))).toBe(1.2);
  });

  test("an unknown price is unknown, never zero, and counts only once no report can tell it", () => {
    const waiting = addCost(noCost, { tokens, costFollows: true }, unpriced);
    expect([knownUsd(waiting), costSource(waiting), isUnpriced(waiting)]).toEqual([null, "unknown", false]);
    expect(isUnpriced(addCost(waiting, { tokens, costUsd: 1 }, unpriced))).toBe(false);
    const never = addCost(noCost, { tokens }, unpriced);
    expect([knownUsd(never), costSource(never), isUnpriced(never)]).toEqual([null, "unknown", true]);
    const partly = addCost(never, { tokens }, priced);
    expect([knownUsd(partly), costSource(partly), isUnpriced(partly)]).toEqual([0.5, "unknown", true]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 1e300])(
    "a report of %s stays a row that can be written",
    (usd) => {
      const known = knownUsd(addCost(noCost, { tokens, costUsd: usd }, unpriced));
      expect(known).toBeGreaterThanOrEqual(0);
      expect(known).toBeLessThanOrEqual(1e9);
    },
  );
});

describe("meters", () => {
  test("cached input weighs a tenth", () => {
    expect(weighedTokens(tokens)).toBe(25);
  });

  test("there is one for each limit, with what was granted; a subscription has none in dollars", () => {
    const use = {
      scope: "job" as const,
      limits: { ...noDayBudget, usd: 5, turns: 3 },
      extra: { ...noAmounts, turns: 2 },
      used: { ...noAmounts, usd: 1, turns: 4 },
      partlyUnknown: true,
    };
    expect(metersOf({ ...use, isSubscription: false })).toEqual([
      { scope: "job", kind: "usd", used: 1, limit: 5, partlyUnknown: true },
      { scope: "job", kind: "turns", used: 4, limit: 5, partlyUnknown: false },
    ]);
    expect(metersOf({ ...use, isSubscription: true }).map(({ kind }) => kind)).toEqual(["turns"]);
  });

  test.each([
    [3.99, false, false],
    [4, true, false],
    [4.9998, true, false],
    [4.99995, true, true],
    [5, true, true],
  ])("at $%d of $5: warned %s, used up %s", (used, near, up) => {
    expect([isNearlyUsedUp({ ...meter, used }), isUsedUp({ ...meter, used })]).toEqual([near, up]);
  });

  test("the tightest leaves the least, whoever's it is", () => {
    const day: BudgetMeter = { ...meter, scope: "runner_day", used: 99, limit: 100 };
    expect(tightest([meter, day], "usd")).toBe(day);
    expect(tightest([meter], "turns")).toBeUndefined();
  });
});

describe("days", () => {
  test.each([
    ["2026-11-28T22:59:59Z", "Europe/Berlin", "2026-11-28", "2026-11-28T23:00:00Z"],
    ["2026-11-28T23:00:00Z", "Europe/Berlin", "2026-11-29", "2026-11-29T23:00:00Z"],
    // 23 and 25 hours.
    ["2026-03-28T23:30:00Z", "Europe/Berlin", "2026-03-29", "2026-03-29T22:00:00Z"],
    ["2026-10-24T22:30:00Z", "Europe/Berlin", "2026-10-25", "2026-10-25T23:00:00Z"],
    ["2026-11-28T12:00:00Z", "Asia/Kathmandu", "2026-11-28", "2026-11-28T18:15:00Z"],
  ])("%s in %s is %s, and the next begins at %s", (at, zone, day, next) => {
    expect(dayOf(Date.parse(at), zone)).toBe(day);
    expect(Math.abs(nextDayAt(Date.parse(at), zone) - Date.parse(next))).toBeLessThanOrEqual(1_000);
    expect(dayOf(nextDayAt(Date.parse(at), zone), zone)).not.toBe(day);
  });

  test("a zone is known by name; days are counted back over months", () => {
    expect([isTimeZone("Europe/Berlin"), isTimeZone("Mars/Base")]).toEqual([true, false]);
    expect(dayBefore("2026-03-01", 1)).toBe("2026-02-28");
  });
});

describe("what is offered", () => {
  test("half, as much again, four times of the limit as it was set, and to stop", () => {
    const { payload } = offer({ ...meter, used: 8, limit: 8 }, 5, null);
    expect(payload.choices.map(({ id, decision }) => [id, decision])).toEqual([
      ["extend_half", "approve"],
      ["extend_same", "approve"],
      ["extend_much", "approve"],
      ["stop", "reject"],
    ]);
    expect(payload.amounts).toEqual({ extend_half: 2.5, extend_same: 5, extend_much: 20 });
  });

  test.each([
    [{ choice: null, amount: null }, 5],
    [{ choice: "extend_half", amount: null }, 2.5],
    [{ choice: null, amount: 0.75 }, 0.75],
    [{ choice: null, amount: 0.001 }, 0.001],
  ])("%o grants %d", (answer, granted) => {
    expect(grantedBy(offer(meter, 5, null).payload, answer)).toBe(granted);
  });

  test("what a person says is granted as it was said, in whole turns and tokens", () => {
    const said = (kind: BudgetMeter["kind"], amount: number) =>
      grantedBy({ kind, amounts: {} }, { choice: null, amount });
    expect([said("tokens", 500), said("turns", 1.5), said("minutes", 0.5), said("usd", 2.5)]).toEqual([
      500, 2, 0.5, 2.5,
    ]);
  });

  test("without a price there is only to go on without counting, or to stop", () => {
    const { title, payload } = offerUnpriced(meter, null);
    expect(title).toContain("is not known");
    expect(payload.choices.map(({ id }) => id)).toEqual(["without_dollars", "stop"]);
  });
});

test.each([
  [{ ...meter, used: 1.234 }, "$1.23 of $5.00"],
  [{ ...meter, used: 0, partlyUnknown: true }, "unknown of $5.00"],
  [{ ...meter, partlyUnknown: true }, "$1.00 and unknown of $5.00"],
  [{ ...meter, kind: "turns" as const, used: 3, limit: 10 }, "3 of 10 turns"],
  [{ ...meter, kind: "tokens" as const, used: 1_200, limit: 50_000 }, "1,200 of 50,000 tokens"],
  [{ ...meter, kind: "minutes" as const, used: 2.54, limit: 30 }, "2.5 of 30 min"],
])("%o reads %s", (of, text) => {
  expect(budgetUseText(of)).toBe(text);
});

test.each([
  [null, "unknown", "cost unknown"],
  [1, "unknown", "$1.00 and unknown"],
  [1, "priced", "$1.00"],
  [null, "subscription", "subscription"],
] as const)("%s dollars, %s, read %s", (costUsd, source, text) => {
  expect(runCostText({ costUsd, costSource: source })).toBe(text);
});
