/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { ThreadPanelContract } from "../../shared/panels/thread.ts";
import { typicalThread } from "../builders/thread-story.ts";
import { openScreen } from "../webview/harness/page.ts";
import { threadHost } from "../webview/harness/thread-host.ts";
import { useBrowser } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported)("the budget beside the timeline", () => {
  const browser = useBrowser();
  const thread = typicalThread(Date.now());
  const { detail } = thread;
  const open = (change: Partial<typeof detail>, width = 1_200) =>
    openScreen<ThreadPanelContract>(browser(), {
      screen: "thread",
      answers: threadHost({ ...thread, detail: { ...detail, ...change } }),
      width,
    });

  test("has a meter for each limit, says what is near its end, and is not there without limits", async () => {
    const jobs = detail.jobs.map((job) => ({ ...job, maxCostUsd: 1, maxTurns: 1_000, maxTokens: 1 }));
    {
      await using screen = await open({ jobs });
      const labels = await meterLabels(screen.page);
      expect(labels.map((label) => label.split(":")[0])).toEqual(["Dollars", "Tokens", "Turns"]);
      expect(labels[0]).toMatch(/ of \$1\.00$/);
      expect(await screen.page.locator(".budget").nth(1).locator(".warning").count()).toBe(1);
    }
    await using without = await open({});
    await without.page.getByText("Job settings").waitFor();
    expect(await without.page.getByRole("meter").count()).toBe(0);
  });

  test("shows whoever is held back by a day what of it is used, of how much, and until when", async () => {
    const until = new Date(2026, 10, 29, 0, 0).getTime();
    const used = { scope: "runner_day", kind: "usd", used: 25, limit: 25, partlyUnknown: false } as const;
    const meters = [{ ...used, scope: "project_day", kind: "turns", used: 12, limit: 40 } as const, used];
    await using screen = await open({ dayBudgets: { meters, until } });
    expect(await meterLabels(screen.page)).toEqual([
      "Turns of repo-a: 12 of 40 turns",
      "Dollars of all projects: $25.00 of $25.00",
    ]);
    const beside = screen.page.getByRole("complementary");
    await beside.getByTitle("Used up: nothing of it goes on").getByText("$25.00 of $25.00").waitFor();
    await screen.page.getByText("Begins anew at 00:00").waitFor();
  });

  test("is told in the header where there is no room beside the timeline: the one that is nearest to its end", async () => {
    const jobs = detail.jobs.map((job) => ({ ...job, maxTurns: 1_000 }));
    const day = { scope: "runner_day", kind: "usd", used: 21, limit: 25, partlyUnknown: false } as const;
    const dayBudgets = { meters: [day], until: Date.now() };
    await using screen = await open({ jobs, dayBudgets }, 700);
    const header = screen.page.locator("header");
    await header.locator(".warning").getByText("$21.00 of $25.00 of the runner's budget for the day").waitFor();
    expect(await header.getByText(/ of 1000 turns/).count()).toBe(0);
    await screen.page.setViewportSize({ width: 1_200, height: 900 });
    await screen.page.getByRole("meter").first().waitFor();
    expect(await header.getByText("$21.00 of $25.00").isVisible()).toBe(false);
    await using without = await open({}, 700);
    await without.page.locator("header").waitFor();
    expect(await without.page.getByText(/ of the .*budget/).count()).toBe(0);
  });
});

async function meterLabels(page: Page): Promise<string[]> {
  const meters = page.getByRole("meter");
  await meters.first().waitFor();
  return meters.evaluateAll((found) => found.map((meter) => meter.getAttribute("aria-label") ?? ""));
}
