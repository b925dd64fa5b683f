import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { quickInput, quickPickRow, statusItem, tab, treeRow, view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported)("the inbox of approvals", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: TestBed;

  const page = () => bench().window.page;
  const inbox = () => view(page(), "Approvals");

  async function ask(title: string, question: { title: string }) {
    const instruction = instruct(title, {
      steps: [{ ask: { ...question, allowed: [{ say: "allowed" }], denied: [{ say: "denied" }] } }],
    });
    const start = { project: "demo", agent: "acp", permissions: "ask", title, instruction } as const;
    const { job } = await bed.client.api.threads.start.mutate(start);
    await bed.event(({ type, jobId }) => type === "approval.requested" && jobId === job.id);
    return job;
  }

  beforeAll(async () => {
    bed = await startTestBed();
    await connectCockpit(bench().window, bed);
    await runFromPalette(page(), "Spool: Mute Notifications");
  });
  afterAll(async () => bed?.[Symbol.asyncDispose]());

  test("with nothing asked it says what it is for", async () => {
    await inbox().locator(".pane-header").click();
    await inbox().getByText("Nothing waits for your answer").waitFor();
    await runFromPalette(page(), "Spool: Answer Question");
    await page().getByText("Nothing waits for your answer.").last().waitFor();
  });

  test("a short question is answered from its row, a no with its reason, and the row is gone", async () => {
    const allowed = await ask("Look first", { title: "Look around" });
    const denied = await ask("Install things", { title: "npm install left-pad" });
    await treeRow(inbox(), "Look around").filter({ hasText: "permission · Look first" }).click();
    await quickPickRow(page(), "Allow Once").click();
    await treeRow(inbox(), "Look around").waitFor({ state: "detached" });
    expect(await bed.settled(allowed.id)).toBe("succeeded");

    await treeRow(inbox(), "npm install left-pad").click();
    await quickPickRow(page(), "Deny…").click();
    await page().locator(".quick-input-widget", { hasText: "The agent reads this" }).waitFor();
    await quickInput(page()).fill("no new dependencies");
    await page().keyboard.press("Enter");
    await treeRow(inbox(), "npm install left-pad").waitFor({ state: "detached" });
    await bed.settled(denied.id);
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: denied.threadId, all: true });
    expect(approvals).toMatchObject([{ status: "rejected", decidedBy: "local", comment: "no new dependencies" }]);
  });

  test("what is more than a line can be refused here, but said yes to only where it is read", async () => {
    const title = "Run a long script";
    const job = await ask(title, { title: `${title}: ${"echo step && ".repeat(20)}true` });
    await runFromPalette(page(), "Spool: Answer Question");
    await quickPickRow(page(), title).click();
    await quickPickRow(page(), "Deny…").waitFor();
    expect(await quickPickRow(page(), "Allow Once").count()).toBe(0);
    await quickPickRow(page(), "Read It in Full…").click();
    await tab(page(), title).waitFor();
    await bed.client.api.jobs.cancel.mutate({ jobId: job.id });
    await treeRow(inbox(), title).waitFor({ state: "detached" });
  });

  test("a plan leads to where plans are read", async () => {
    const { job } = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Cache",
      instruction: "Later",
      hold: true,
    });
    await askForPlan(bed, { jobId: job.id, plan: samplePlan() });
    await treeRow(inbox(), "Cache").filter({ hasText: "plan" }).click();
    await tab(page(), samplePlan().title).waitFor();
    await statusItem(page(), "1 needs you").waitFor();
  });

  describe("whatever a thread waits for is seen to from its row or the palette", () => {
    const threads = () => view(page(), "Threads");

    /** What stands in the way of the first attempt; the second one has nothing to do. */
    async function stopped(title: string, steps: ScenarioStep[], more: object = {}): Promise<string> {
      const cases = [{ when: { attempt: 1 }, steps }, { steps: [{ say: "Done." }] }];
      const start = { project: "demo", agent: "script", title, instruction: instruct(title, { cases }), ...more };
      return (await bed.client.api.threads.start.mutate(start)).job.id;
    }

    /** From the row's own button, where it has one. */
    async function seeTo(title: string, said: RegExp, action: RegExp): Promise<void> {
      const row = treeRow(threads(), title).filter({ hasText: said });
      await row.hover();
      await row.locator(".action-label[aria-label^='See to What It Waits For']").click();
      await quickPickRow(page(), action).click();
    }

    async function seeToFromPalette(title: string, action: RegExp): Promise<void> {
      await runFromPalette(page(), "Spool: See to What It Waits For");
      await page().locator(".quick-input-title", { hasText: "See to What It Waits For" }).waitFor();
      await quickInput(page()).fill(title);
      await quickPickRow(page(), title).click();
      await quickPickRow(page(), action).click();
    }

    const outOfLimit: ScenarioStep = {
      fail: { failure: "rate_limit", message: "usage limit reached", resetAt: Date.now() + 3_600_000 },
    };

    test("a question is answered", async () => {
      const job = await ask("Look twice", { title: "Look around again" });
      await seeToFromPalette("Look twice", /^Answer/);
      await quickPickRow(page(), "Allow Once").click();
      expect(await bed.settled(job.id)).toBe("succeeded");
    });

    test("a closed account is tried now, and where it is still closed another agent goes on", async () => {
      const tried = await stopped("Limited once", [outOfLimit]);
      await seeTo("Limited once", /script limit until/, /^Try Account/);
      expect(await bed.settled(tried)).toBe("succeeded");
      const switched = await stopped("Limited again", [outOfLimit]);
      await seeTo("Limited again", /script limit until/, /^Switch Agent/);
      await quickPickRow(page(), "acp").click();
      expect(await bed.settled(switched)).toBe("succeeded");
      const { job, runs } = await bed.client.api.jobs.get.query({ jobId: switched });
      expect([job.agent, ...runs.map(({ run }) => run.agent)]).toEqual(["acp", "script", "acp"]);
    });

    test("a used-up budget is extended", async () => {
      // Of an account of its own: the other one is closed.
      const costly: ScenarioStep[] = [{ usage: { turns: 1, costUsd: 1.5 } }, { misbehave: "hang" }];
      const jobId = await stopped("Too expensive", costly, { agent: "acp", maxCostUsd: 1 });
      await treeRow(threads(), "Too expensive").filter({ hasText: "budget: " }).waitFor();
      await seeToFromPalette("Too expensive", /^Answer/);
      await quickPickRow(page(), "Extend by $1.00").click();
      await bed.event((event) => event.type === "job.status" && event.jobId === jobId && event.data.to === "succeeded");
      const { job } = await bed.client.api.jobs.get.query({ jobId });
      expect(job.budgetExtra).toMatchObject({ usd: 1 });
    });
  });
});
