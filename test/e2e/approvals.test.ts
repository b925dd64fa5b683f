import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
});
