/// <reference lib="dom" />
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ThreadPanelContract } from "../../shared/panels/thread.ts";
import { typicalThread } from "../builders/thread-story.ts";
import { openScreen } from "../webview/harness/page.ts";
import { threadHost } from "../webview/harness/thread-host.ts";
import { startBrowser } from "./harness/browser.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported)("the budget beside the timeline", () => {
  let browser: Browser;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const started = await startBrowser();
    browser = started.browser;
    stop = async () => started[Symbol.asyncDispose]();
  });
  afterAll(() => stop());

  test("has a meter for each limit, says what is near its end, and is not there without limits", async () => {
    const thread = typicalThread(Date.now());
    const { detail } = thread;
    const jobs = detail.jobs.map((job) => ({ ...job, maxCostUsd: 1, maxTurns: 1_000, maxTokens: 1 }));
    const open = (change: Partial<typeof detail>) =>
      openScreen<ThreadPanelContract>(browser, {
        screen: "thread",
        answers: threadHost({ ...thread, detail: { ...detail, ...change } }),
        width: 1_200,
      });
    {
      await using screen = await open({ jobs });
      const meters = screen.page.getByRole("meter");
      await meters.first().waitFor();
      const labels = await meters.evaluateAll((found) => found.map((meter) => meter.getAttribute("aria-label") ?? ""));
      expect(labels.map((label) => label.split(":")[0])).toEqual(["Dollars", "Tokens", "Turns"]);
      expect(labels[0]).toMatch(/ of \$1\.00$/);
      expect(await screen.page.locator(".budget").nth(1).locator(".warning").count()).toBe(1);
    }
    await using without = await open({});
    await without.page.getByText("Job settings").waitFor();
    expect(await without.page.getByRole("meter").count()).toBe(0);
  });
});
