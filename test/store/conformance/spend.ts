import { describe, expect, test } from "vitest";
import { noAmounts } from "../../../shared/budget/amounts.ts";
import type { SpendCharge } from "../../../shared/model/spend.ts";
import { insertThreadWithJob, runRow } from "../../builders/rows.ts";
import type { OpenStore } from "../conformance.ts";

const charge: SpendCharge = {
  day: "2026-11-28",
  runId: "run_0001",
  model: "gpt-5",
  projectId: "prj_demo",
  agent: "codex",
  billing: "api",
  tokens: { input: 100, cachedInput: 1_000, output: 10 },
  turns: 1,
  workedMs: 500,
  usd: 0.25,
  unpricedTokens: 0,
};
const all = { from: "2026-01-01", to: "2026-12-31", projectId: null };

export function spendConformance(open: OpenStore): void {
  describe("spend", () => {
    test("is summed over days, projects, agents and models; an unknown cost is not zero", async () => {
      await using opened = await open();
      const { store } = opened;
      await store.write(async (transaction) => {
        await insertThreadWithJob(transaction);
        await transaction.runs.insert(runRow({ id: "run_0001" }));
        await transaction.runs.insert(runRow({ id: "run_0002", attempt: 2 }));
        await transaction.spend.add(charge);
        // An estimate that was too high is taken back.
        await transaction.spend.add({ ...charge, usd: -0.05 });
        await transaction.spend.add({ ...charge, day: "2026-11-29", usd: null, workedMs: 1_500 });
        const other = { runId: "run_0002", model: null, agent: "script", unpricedTokens: 1_110, usd: null };
        await transaction.spend.add({ ...charge, ...other });
      });
      const { spend } = store.read;
      const total = await spend.total(all);
      expect(total).toMatchObject({ runs: 2, turns: 4, workedMs: 3_000, unknownRuns: 2, subscriptionRuns: 0 });
      expect(total.usd).toBeCloseTo(0.2);
      expect(total.tokens).toEqual({ input: 400, cachedInput: 4_000, output: 40 });
      const by = async (group: Parameters<typeof spend.by>[0]) =>
        (await spend.by(group, all)).map((row) => [row.group, row.runs, row.usd === null ? null : row.usd.toFixed(2)]);
      expect(await by("day")).toEqual([
        ["2026-11-29", 1, null],
        ["2026-11-28", 2, "0.20"],
      ]);
      expect(await by("model")).toEqual([
        ["gpt-5", 1, "0.20"],
        ["", 1, null],
      ]);
      expect(await by("agent")).toEqual([
        ["codex", 1, "0.20"],
        ["script", 1, null],
      ]);
      const day = await spend.total({ from: "2026-11-29", to: "2026-11-29", projectId: "prj_demo" });
      expect(day).toMatchObject({ runs: 1, usd: null, unknownRuns: 1 });
      const nothing = await spend.total({ ...all, projectId: "prj_other" });
      expect(nothing).toMatchObject({ runs: 0, usd: null, unknownRuns: 0, turns: 0 });
    });

    test("what was granted to a day is its own, of a project or of all", async () => {
      await using opened = await open();
      const { store } = opened;
      const day = { day: "2026-11-28", projectId: null, extra: { ...noAmounts, usd: 5 }, warned: [] };
      await store.write(async (transaction) => {
        await transaction.budgetDays.put({ ...day, extra: noAmounts });
        await transaction.budgetDays.put(day);
        await transaction.budgetDays.put({ ...day, projectId: "prj_demo", warned: ["usd" as const] });
      });
      expect(await store.read.budgetDays.get("2026-11-28", null)).toEqual(day);
      expect((await store.read.budgetDays.get("2026-11-28", "prj_demo"))?.warned).toEqual(["usd"]);
      expect(await store.read.budgetDays.get("2026-11-29", null)).toBeUndefined();
    });
  });
}
