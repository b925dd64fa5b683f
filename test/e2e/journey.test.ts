import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discoverRunner } from "../../runner/client/discovery.ts";
import { supported as agentsSupported } from "../agents/install.ts";
import { type CuttingProxy, cuttingProxy } from "../api/support/proxy.ts";
import { type Fleet, startFleet } from "../engine/agents/support/fleet.ts";
import { openActivity } from "./harness/activity.ts";
import { connectTo } from "./harness/cockpit.ts";
import { commentOn } from "./harness/comment.ts";
import { runFromPalette } from "./harness/palette.ts";
import { button, dialog, multiDiffEntry, quickInput, quickPickRow, tab, treeRow, view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import { supported } from "./runtime/versions.ts";

const title = "Do what is asked";

describe.skipIf(!supported || !agentsSupported).each([
  { version: "newest", vscode: "1.139.1", node: /^v24\./ },
  { version: "oldest", vscode: "1.103.2", node: /^v22\./ },
] as const)("a person's day with the real Claude Code, in the $version VS Code", ({ version, vscode, node }) => {
  const bench = useBench({ version, extension: "folder" });
  let fleet: Fleet;
  let proxy: CuttingProxy;
  let port = 0;

  beforeAll(async () => {
    const claude = { agent: "claude", publish: "patch", retry_limit: 0, verify: [], permissions: "ask" };
    fleet = await startFleet({ project: { job_types: { implement: claude, continue: claude } } });
    // The runner has another port after each start: what is before it stays where it is.
    proxy = await cuttingProxy(() => port);
    const { token } = await locate();
    await openActivity(page(), "Spool");
    await view(page(), "Threads").getByText("Connect to Runner").waitFor();
    await connectTo(bench().window, { url: proxy.url, token });
  }, 300_000);

  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  async function locate(): Promise<{ token: string }> {
    const { url, token } = await discoverRunner(fleet.bed.config.runtime.dataDirectory);
    port = Number(new URL(url).port);
    return { token };
  }

  const page = () => bench().window.page;
  const row = () => treeRow(page(), title).first();
  const panel = () => webview(page(), "spool-thread-screen");

  async function latestJob(): Promise<string> {
    const { threads } = await fleet.bed.client.api.threads.list.query({});
    return threads[0]?.latestJob?.id ?? "";
  }

  test("it is the VS Code that it should be", async () => {
    const { window } = bench();
    expect(window.host().vscode).toBe(vscode);
    expect(window.host().node).toMatch(node);
    expect(await window.evaluate((api) => api.env.appHost)).toBe("server-distro");
  });

  test("they start a thread from the palette, watch it, and allow what it asks", async () => {
    await runFromPalette(page(), "Spool: Start Thread");
    await page().locator(".quick-input-title", { hasText: "Start Thread in demo" }).waitFor();
    await quickInput(page()).fill(`${title}. [[play ask j1]]`);
    await page().keyboard.press("Enter");
    await row().click();
    const screen = await panel();
    await screen.getByText("Allow Once").first().click();
    expect(await fleet.bed.settled(await latestJob())).toBe("succeeded");
    await screen.getByText("allowed by you").first().waitFor();
  });

  test("they open the diff, comment on a line, and submit it as the next job", async () => {
    const screen = await panel();
    await screen.getByText("Open Diff").first().click();
    await tab(page(), "Spool: Do what is asked").waitFor();
    const line = multiDiffEntry(page(), "ran.txt").locator(".modified .view-line").first();
    await commentOn(page(), line);
    await page().keyboard.type("Say hello as well");
    await page().locator(".review-widget .monaco-button", { hasText: "Add to Review" }).click();
    await page().locator(".review-widget .comment-body", { hasText: "Say hello as well" }).waitFor();
    await runFromPalette(page(), "Spool: Submit Review");
    await quickInput(page()).fill("One more thing: [[play hello j2]]");
    await page().keyboard.press("Enter");
    const created = await fleet.bed.event(
      (event) => event.type === "job.created" && event.data.instruction.includes("Say hello as well"),
    );
    expect(await fleet.bed.settled(created.jobId ?? "")).toBe("succeeded");
  });

  test("they continue from the palette with nothing open, and cancel", async () => {
    await runFromPalette(page(), "View: Close All Editors");
    await runFromPalette(page(), "Spool: Continue Thread");
    await quickPickRow(page(), title).click();
    await page().locator(".quick-input-title", { hasText: "Continue: Do what is asked" }).waitFor();
    await quickInput(page()).fill("[[play wait j3]]");
    await page().keyboard.press("Enter");
    await fleet.bed.event((event) => event.type === "job.created" && event.data.instruction.includes("j3"));
    const jobId = await latestJob();
    await fleet.bed.event((event) => event.type === "agent.tool_call" && event.jobId === jobId);
    await runFromPalette(page(), "Spool: Cancel Job");
    await quickPickRow(page(), title).click();
    await button(dialog(page(), "Cancel"), "Cancel Job").click();
    expect(await fleet.bed.settled(jobId)).toBe("cancelled");
  });

  test("they lose the connection, and the runner is started again: all is there, nothing was clicked", async () => {
    proxy.cut();
    await fleet.bed.restart(async () => {
      await row()
        .filter({ hasText: /as of \d\d:\d\d/ })
        .waitFor({ timeout: 30_000 });
    });
    await locate();
    await row().filter({ hasNotText: "as of" }).waitFor({ timeout: 40_000 });
  });

  test("they reload the window with half a sentence written", async () => {
    await row().click();
    const screen = await panel();
    const field = () => panel().then((found) => found.getByRole("textbox").last());
    await screen.getByRole("textbox").last().fill("Half a sent");
    await expect.poll(async () => (await field()).inputValue()).toBe("Half a sent");
    await bench().window.reloadByCommand();
    await expect.poll(async () => (await field()).inputValue(), { timeout: 20_000 }).toBe("Half a sent");
  });

  test("nothing was out of order in a webview or on the network", () => {
    const { window, code } = bench();
    const { observed } = window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.workbenchErrors.filter((text) => text.includes("spool.spool"))).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
    expect(code.hosts.connections).toEqual([]);
  });
});
