import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { greet, planningCases, type PlanningBed, startPlanningBed } from "../builders/planning.ts";
import type { Scenario } from "../../runner/agents/scripted/scenario.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { quickInput, tab, treeRow, view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import { supported } from "./runtime/versions.ts";

const title = "Greet whoever comes";

/** Spends without end until it may go on, and then does more than it planned. */
const spender: Scenario = {
  cases: [
    ...planningCases,
    {
      when: { phase: "work", attempt: 4 },
      steps: [greet, { write: { path: "notes.md", content: "one\n" } }, { say: "Greeted." }],
    },
    {
      when: { phase: "work" },
      steps: [{ session: "s-1" }, { usage: { turns: 1, costUsd: 5 } }, { misbehave: "hang" }],
    },
  ],
};

describe.skipIf(!supported)("a person and the gates of a job", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: PlanningBed;

  const page = () => bench().window.page;
  const row = () => treeRow(view(page(), "Threads"), title);
  const planPanel = () => webview(page(), "spool-plan-screen");
  const threadPanel = () => webview(page(), "spool-thread-screen");

  beforeAll(async () => {
    const profile = { agent: "script", mode: "interactive", publish: "patch", verify: [], max_cost_usd: 4 };
    const project = { contract: "ask", job_types: { implement: profile, continue: profile } };
    bed = await startPlanningBed(spender, { project });
    await connectCockpit(bench().window, bed);
    await runFromPalette(page(), "Spool: Mute Notifications");
  });
  afterAll(async () => bed?.[Symbol.asyncDispose]());

  async function readToEnd(frame: FrameLocator): Promise<void> {
    await frame.locator("main").evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
  }

  async function latestJob(): Promise<string> {
    const { threads } = await bed.client.api.threads.list.query({});
    return threads[0]?.latestJob?.id ?? "";
  }

  test("they start a thread; its plan is ready, and nothing is held while it waits", async () => {
    await runFromPalette(page(), "Spool: Start Thread");
    await page().locator(".quick-input-title", { hasText: "Start Thread in demo" }).waitFor();
    await quickInput(page()).fill(title);
    await page().keyboard.press("Enter");
    await row().filter({ hasText: "plan ready" }).waitFor();
    const { lanes, active } = await bed.client.api.queue.get.query();
    expect([lanes.global.used, active]).toEqual([0, []]);
  });

  test("they read it, comment on a step, ask for changes, and the agent plans again", async () => {
    await runFromPalette(page(), "Spool: Review Plan");
    const frame = await planPanel();
    await frame.getByRole("heading", { name: "A greeting" }).waitFor();
    await frame.locator("footer").getByText("Forecast: not enough history: 0 jobs like it ended").waitFor();
    await readToEnd(frame);
    await frame.locator("[data-place='step 1']").focus();
    await page().keyboard.press("c");
    await page().keyboard.type("In one word.");
    await frame.getByRole("button", { name: "Request Changes (1)" }).click();
    await frame.getByText("There is a newer one: plan 2.").first().waitFor();
    const [first] = (await bed.client.api.approvals.list.query({ threadId: await threadId(), all: true })).approvals;
    expect(first).toMatchObject({ status: "changes_requested", comments: [{ text: "In one word." }] });
  });

  test("they approve the next plan; the agent begins, and uses up the budget", async () => {
    const frame = await planPanel();
    await frame.locator("footer").getByRole("button", { name: "Show plan 2" }).click();
    await frame.getByRole("heading", { name: "A shorter greeting" }).waitFor();
    await readToEnd(frame);
    await frame.getByRole("button", { name: "Approve" }).click();
    await frame.locator("footer").getByText("Approved").waitFor();
    await tab(page(), "Plan: A shorter greeting").waitFor();
    await row().filter({ hasText: "budget: " }).click();
    const screen = await threadPanel();
    await screen.getByText("Used up: $").first().waitFor();
    expect(await pending()).toMatchObject([{ kind: "budget" }]);
  });

  test("they extend the budget, grant the file that the plan does not name, and get the patch", async () => {
    const screen = await threadPanel();
    await screen.getByRole("button", { name: "Extend by $4.00" }).click();
    await row().filter({ hasText: "outside its plan: notes.md" }).waitFor();
    await screen.getByRole("button", { name: "Grant" }).click();
    await screen.locator("header").getByText("succeeded").waitFor();
    const { job, artifacts, approvals } = await bed.detail(await latestJob());
    expect(job.status).toBe("succeeded");
    expect(artifacts.map(({ kind }) => kind)).toContain("patch");
    expect(approvals.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      "plan changes_requested",
      "plan approved",
      "budget approved",
      "contract approved",
    ]);
    const { files } = await bed.client.api.threads.changes.query({ threadId: await threadId() });
    expect(files.map(({ path }) => path).toSorted()).toEqual(["greeting.txt", "notes.md"]);
  });

  async function pending() {
    return (await bed.client.api.approvals.list.query({ threadId: await threadId() })).approvals;
  }

  async function threadId(): Promise<string> {
    const { threads } = await bed.client.api.threads.list.query({});
    return threads[0]?.thread.id ?? "";
  }
});
