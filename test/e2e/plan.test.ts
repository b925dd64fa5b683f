import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discoverRunner } from "../../runner/client/discovery.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { type CuttingProxy, cuttingProxy } from "../api/support/proxy.ts";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { connectTo } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { quickPickRow, tab, treeRow } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import { supported } from "./runtime/versions.ts";

const screen = "spool-plan-screen";

const panel = (page: Page) => webview(page, screen);
const button = (frame: FrameLocator, name: string | RegExp) => frame.getByRole("button", { name });
const message = (frame: FrameLocator) => frame.getByRole("textbox", { name: "About the whole plan" });
const footer = (frame: FrameLocator) => frame.locator("footer");

/** What a person does before they may decide. */
async function readToEnd(frame: FrameLocator): Promise<void> {
  await frame.locator("main").evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  const approve = frame.locator("spool-button", { hasText: "Approve" });
  await expect.poll(() => approve.evaluate((element) => element.hasAttribute("disabled"))).toBe(false);
}

async function located(bed: TestBed): Promise<{ port: number; token: string }> {
  const { url, token } = await discoverRunner(bed.config.runtime.dataDirectory);
  return { port: Number(new URL(url).port), token };
}

describe.skipIf(!supported)("plans in VS Code", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: TestBed;
  let gate = "";
  let proxy: CuttingProxy;
  /** Where the way to the runner leads now. */
  let port = 0;
  let token = "";

  beforeAll(async () => {
    bed = await startTestBed({
      files: {
        "src/cache/user.ts": "export const cache = new Map();\n",
        "src/cache/ttl.ts": "export const ttl = 1;\n",
      },
    });
    gate = join(bed.directory, "go-on");
    ({ port, token } = await located(bed));
    proxy = await cuttingProxy(() => port);
    await connectTo(bench().window, { url: proxy.url, token });
  });

  afterAll(async () => {
    await writeFile(gate, "");
    await proxy?.[Symbol.asyncDispose]();
    await bed?.[Symbol.asyncDispose]();
  });

  /** A job at work whose plan waits for a person. */
  async function planned(title: string): Promise<Approval> {
    const { job } = await bed.client.api.threads.start.mutate({
      project: "demo",
      title,
      instruction: instruct(title, { steps: [{ say: "I have a plan." }, { wait: gate }] }),
    });
    await bed.event((event) => event.jobId === job.id && event.type === "agent.message");
    return askForPlan(bed, { jobId: job.id, plan: samplePlan({ title: `Plan for ${title}` }) });
  }

  async function settled(approvalId: string): Promise<Approval> {
    await bed.event((event) => event.type === "approval.decided" && event.data.approvalId === approvalId);
    return (await bed.client.api.approvals.get.query({ approvalId })).approval;
  }

  const review = async (page: Page, asked: Approval) => {
    await treeRow(page, asked.title.replace("Plan for ", "")).filter({ hasText: "plan ready" }).waitFor();
    await runFromPalette(page, "Spool: Review Plan");
    const { approvals } = await bed.client.api.approvals.list.query({});
    if (approvals.length > 1) await quickPickRow(page, asked.title).click();
    const frame = await panel(page);
    await frame.getByRole("heading", { name: asked.title }).waitFor();
    return frame;
  };

  const drafts = async ({ threadId }: Approval) => (await bed.client.api.drafts.list.query({ threadId })).drafts;

  test("is read in its panel, its files as they are now, and comes back with what was half written", async () => {
    const { window } = bench();
    const { page } = window;
    const asked = await planned("first");
    const frame = await review(page, asked);
    await readToEnd(frame);
    await frame.locator("[data-place='step 2']").focus();
    await page.keyboard.press("c");
    await page.keyboard.type("And one for deletion.");
    await message(frame).fill("Not quite");
    await expect.poll(async () => (await drafts(asked)).map(({ key }) => key)).toEqual([`plan:${asked.id}`]);

    await button(frame, /^user\.ts$/).click();
    await tab(page, "user.ts").waitFor();
    await page.locator(".view-line", { hasText: "export const cache" }).waitFor();
    await tab(page, `Plan: ${asked.title}`).click();
    expect(await message(await panel(page)).inputValue()).toBe("Not quite");

    await window.reloadByCommand();
    // VS Code may have kept which tab was in front, or not yet.
    await tab(page, `Plan: ${asked.title}`).click();
    const reloaded = await panel(page);
    await expect.poll(() => message(reloaded).inputValue()).toBe("Not quite");

    await tab(page, `Plan: ${asked.title}`)
      .getByRole("button", { name: /^Close/ })
      .click();
    const again = await review(page, asked);
    await expect.poll(() => message(again).inputValue()).toBe("Not quite");
    expect(await again.getByRole("textbox", { name: "Comment on step 2" }).inputValue()).toBe("And one for deletion.");
  });

  test("a request for changes is stored with its comments, and the next plan shows what became of them", async () => {
    const { page } = bench().window;
    const frame = await panel(page);
    const [asked] = (await bed.client.api.approvals.list.query({})).approvals;
    await readToEnd(frame);
    await button(frame, "Request Changes (1)").click();
    await footer(frame).getByText("Changes requested").waitFor();
    const { status, comment, comments } = await settled(asked!.id);
    expect({ status, comment, comments }).toEqual({
      status: "changes_requested",
      comment: "Not quite",
      comments: [{ anchor: { kind: "step", step: 2 }, text: "And one for deletion." }],
    });
    expect(await drafts(asked!)).toEqual([]);

    const better = samplePlan({ ...asked!.payload, number: 2, risks: ["Deletion is new ground."] });
    const next = await askForPlan(bed, { jobId: asked!.jobId, plan: better });
    await frame.getByText("There is a newer one: plan 2.").first().waitFor();
    await footer(frame).getByRole("button", { name: "Show plan 2" }).click();
    const changes = frame.getByRole("region", { name: "What changed since plan 1" });
    await changes.getByText("And one for deletion.").waitFor();
    await changes.getByText("Deletion is new ground.").waitFor();
    await readToEnd(frame);
    await button(frame, "Approve").click();
    await footer(frame).getByText("Approved").waitFor();
    expect(await settled(next.id)).toMatchObject({ status: "approved", comment: null });
  });

  test("opens as a document that says the same, read only", async () => {
    const { window } = bench();
    const frame = await panel(window.page);
    await button(frame, "Open as Document").click();
    await tab(window.page, "plan.md").waitFor();
    const text = () => window.evaluate((vscode) => vscode.window.activeTextEditor?.document.getText() ?? "");
    await expect.poll(text).toContain("## Acceptance check");
    expect(await text()).toContain("- deleted: `src/cache/ttl.ts`: nothing needs it then");
    await window.evaluate((vscode) => vscode.commands.executeCommand("workbench.action.closeActiveEditor"));
  });

  test("what is read is not what is there any more: nothing is decided", async () => {
    const { page } = bench().window;
    const asked = await planned("stale");
    const frame = await review(page, asked);
    await readToEnd(frame);
    const payload = { ...asked.payload, summary: "Something else altogether." };
    await bed.runner.core.store.write(async (transaction) => {
      await transaction.approvals.update(asked.id, { payload, revision: "another" });
    });
    await button(frame, "Approve").click();
    await footer(frame).getByText("nothing was decided").waitFor();
    await footer(frame).getByRole("button", { name: "Show plan 1" }).click();
    await frame.getByRole("region", { name: "What changed" }).getByText("altogether").waitFor();
    expect((await bed.client.api.approvals.get.query({ approvalId: asked.id })).approval.status).toBe("pending");
    await readToEnd(frame);
    await message(frame).fill("No.");
    await button(frame, "Reject").click();
    await footer(frame).getByText("Rejected").waitFor();
    expect(await settled(asked.id)).toMatchObject({ status: "rejected", comment: "No.", revision: "another" });
  });

  test("two windows answer at once: one wins, the other says who did and keeps what was written", async () => {
    const asked = await planned("both");
    await using other = await bench().openAnother();
    await connectTo(other, { url: proxy.url, token });
    const frames = [await review(bench().window.page, asked), await review(other.page, asked)] as const;
    for (const [index, frame] of frames.entries()) {
      await readToEnd(frame);
      await message(frame).fill(`from window ${index}`);
    }
    await Promise.all([button(frames[0], "Approve").click(), button(frames[1], "Reject").click()]);
    for (const frame of frames) await footer(frame).locator(".record").waitFor();
    const { status, comment } = await settled(asked.id);
    const winner = comment === "from window 0" ? 0 : 1;
    expect(status).toBe(winner === 0 ? "approved" : "rejected");
    const word = winner === 0 ? "Approved" : "Rejected";
    for (const frame of frames) expect(await footer(frame).locator(".record").innerText()).toContain(word);
    const unsent = frames.map((frame) => frame.getByRole("group", { name: "What you wrote and was not sent" }));
    await unsent[1 - winner]?.getByText(`from window ${1 - winner}`).waitFor();
    expect(await unsent[winner]?.count()).toBe(0);
    expect(other.observed.policyViolations).toEqual([]);
  });

  test("without the runner the plan stays and what is written gets there when it is back", async () => {
    const { page } = bench().window;
    const asked = await planned("offline");
    const frame = await review(page, asked);
    await readToEnd(frame);
    port = 1;
    proxy.cut();
    await footer(frame)
      .getByText(/offline|connected to/)
      .waitFor();
    await message(frame).fill("Written in between");
    await footer(frame).getByText("Draft kept in this editor").waitFor();
    ({ port } = await located(bed));
    await expect
      .poll(async () => (await drafts(asked))[0]?.text ?? "", { timeout: 20_000 })
      .toContain("Written in between");
    await readToEnd(frame);
    await button(frame, "Approve").click();
    await footer(frame).getByText("Approved").waitFor();
    expect((await settled(asked.id)).comment).toBe("Written in between");
  });

  test("nothing in a webview or on the network was out of order", () => {
    const { observed } = bench().window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
