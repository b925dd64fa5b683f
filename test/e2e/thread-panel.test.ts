import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Scenario } from "../../runner/agents/scripted/scenario.ts";
import { freePort } from "../bench/ground/free-port.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { multiDiffEntry, quickPickRow, tab, treeRow } from "./harness/parts.ts";
import { runFromPalette } from "./harness/palette.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import { supported } from "./runtime/versions.ts";

describe.skipIf(!supported)("a thread's timeline in VS Code", () => {
  const bench = useBench({ version: "newest", extension: "folder", width: 1400, height: 1000 });
  let bed: TestBed;

  beforeAll(async () => {
    bed = await startTestBed({
      files: { "README.md": "first\nsecond\nthird\n" },
      listen: `127.0.0.1:${await freePort()}`,
      project: { job_types: { implement: { agent: "acp", permissions: "ask" }, continue: { agent: "script" } } },
    });
    await connectCockpit(bench().window, bed);
  });

  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
  });

  const gate = (name: string) => join(bed.directory, name);

  async function start(title: string, steps: Extract<Scenario, { steps: unknown }>["steps"]) {
    return bed.client.api.threads.start.mutate({ project: "demo", title, instruction: instruct(title, { steps }) });
  }

  /** Opens the thread's timeline by its name: rows of the tree change their places while threads work. */
  async function show(title: string): Promise<FrameLocator> {
    const { page } = bench().window;
    // The list to pick from is made when it is asked for.
    await treeRow(page, title).first().waitFor();
    await runFromPalette(page, "Spool: Open Timeline");
    await quickPickRow(page, title).first().click();
    await tab(page, new RegExp(`^${title}$`)).waitFor();
    const frame = await webview(page, "spool-thread-screen");
    await frame.getByRole("heading", { name: title }).waitFor();
    return frame;
  }

  test("a run is watched, asked about, allowed, and told something while it works", async () => {
    const { job } = await start("Watch me", [
      { say: "I begin with **bold** words" },
      { ask: { title: "Install lru-cache", path: "a.txt", content: "a", allowed: [{ say: "thank you" }], denied: [] } },
      { write: { path: "src/a.txt", content: "one\ntwo\n" } },
      { wait: gate("watch") },
      { say: "the end" },
    ]);
    const frame = await show("Watch me");
    await frame.locator("strong", { hasText: "bold" }).waitFor();
    await frame.getByRole("region", { name: "Question for you" }).getByText("Install lru-cache").waitFor();
    await frame.getByRole("button", { name: "Allow Once" }).click();
    await frame.getByRole("region", { name: "Question, allowed" }).getByText("by you").waitFor();
    await frame.getByText("thank you", { exact: true }).waitFor();
    const composer = frame.getByRole("textbox", { name: "Message or next instruction" });
    await composer.fill("Mind the tests");
    await frame.getByRole("button", { name: "Send to Agent" }).click();
    await frame.locator(".spoken").getByText("Mind the tests").waitFor();
    await expect.poll(() => composer.inputValue()).toBe("");
    await writeFile(gate("watch"), "");
    await frame.getByText("the end", { exact: true }).waitFor();
    await bed.settled(job.id);
    await frame.locator(".state").getByText("succeeded").waitFor();
  });

  test("a question is denied with a reason that the agent gets", async () => {
    const { thread } = await start("Deny me", [
      { ask: { title: "Remove everything", allowed: [], denied: [{ say: "then not" }] } },
    ]);
    const frame = await show("Deny me");
    await frame.getByRole("button", { name: "Deny…" }).click();
    await frame.getByRole("textbox", { name: "Why not, and what instead" }).fill("keep the data");
    await frame.getByRole("button", { name: "Deny", exact: true }).click();
    const record = frame.getByRole("region", { name: "Question, denied" });
    await record.getByText("keep the data").waitFor();
    await frame.getByText("then not", { exact: true }).waitFor();
    expect(await frame.getByText("denied: Remove everything").count()).toBe(0);
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: thread.id, all: true });
    expect(approvals.map(({ status, comment }) => [status, comment])).toEqual([["rejected", "keep the data"]]);
  });

  test("a turn's diff opens in VS Code, a long output as text, and the thread goes on", async () => {
    const { page } = bench().window;
    await start("Go on", [{ write: { path: "b.txt", content: "b\n" } }, { run: "seq 1 400; exit 3" }]);
    const frame = await show("Go on");
    await frame.locator(".state").getByText("succeeded").waitFor();
    await frame.getByRole("button", { name: "Open as Text" }).first().click();
    await page
      .locator(".editor-group-container .view-line", { hasText: "Command failed with exit code 3" })
      .first()
      .waitFor();
    const again = await show("Go on");
    await again.getByRole("button", { name: /Open Diff/ }).click();
    await multiDiffEntry(page, "b.txt").waitFor();
    const last = await show("Go on");
    const composer = last.getByRole("textbox", { name: "Message or next instruction" });
    await composer.fill(instruct("And more", { steps: [{ say: "more was done" }] }));
    await composer.press("Control+Enter");
    await last.getByText("more was done", { exact: true }).waitFor();
  });

  test("the whole log of a check opens, of its two streams the one that is picked", async () => {
    const { page } = bench().window;
    const { job } = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Check me",
      instruction: instruct("Check me", { steps: [{ write: { path: "d.txt", content: "d\n" } }] }),
      verify: ["seq 1 5000; echo aside >&2"],
    });
    expect(await bed.settled(job.id)).toBe("succeeded");
    const frame = await show("Check me");
    await frame.locator(".head", { hasText: "seq 1 5000" }).click();
    await frame.getByRole("button", { name: "Open Full Log" }).click();
    await quickPickRow(page, "verify-1.out").click();
    await page.locator(".editor-group-container .view-line", { hasText: /^1$/ }).first().waitFor();
  });

  test("what is selected in an editor goes along", async () => {
    const { window } = bench();
    const frame = await show("Go on");
    const path = join(bed.repository, "README.md");
    await window.evaluate(async (vscode, file) => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
      const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
      editor.selection = new vscode.Selection(1, 0, 2, 5);
    }, path);
    await runFromPalette(window.page, "Spool: Attach Selection to Thread");
    await frame.locator(".chip").getByText("README.md:2–3").waitFor();
    await frame.getByRole("textbox", { name: "Message or next instruction" }).fill("Explain");
    await frame.getByRole("button", { name: "Start" }).click();
    const last = frame.locator(".spoken").last();
    await last.getByText("second", { exact: false }).waitFor();
    await window.evaluate(async (vscode) => {
      const [group] = vscode.window.tabGroups.all.slice(1);
      if (group) await vscode.window.tabGroups.close(group);
    });
  });

  test("a job is stopped, after a question", async () => {
    const { page } = bench().window;
    const { job } = await start("Stop me", [{ write: { path: "c.txt", content: "c\n" } }, { wait: gate("never") }]);
    const frame = await show("Stop me");
    await frame.getByText("c.txt", { exact: true }).waitFor();
    await frame.getByRole("button", { name: "Stop", exact: true }).click();
    await page.locator(".monaco-dialog-box").getByRole("button", { name: "Cancel Job" }).click();
    expect(await bed.settled(job.id)).toBe("cancelled");
    await frame.locator(".state").getByText("cancelled").waitFor();
  });

  test("a half-written draft outlives a reload of the window, and so does the panel", async () => {
    const { window } = bench();
    const { thread, job } = await start("Draft", [{ say: "ready" }]);
    const frame = await show("Draft");
    await frame.getByText("ready", { exact: true }).waitFor();
    await bed.settled(job.id);
    await frame.getByRole("textbox", { name: "Message or next instruction" }).fill("half wri");
    const kept = async () => (await bed.client.api.drafts.list.query({ threadId: thread.id })).drafts;
    await expect.poll(async () => (await kept()).map(({ text }) => text), { timeout: 5_000 }).toEqual(["half wri"]);
    await window.reloadByCommand();
    const again = await webview(window.page, "spool-thread-screen");
    await again.getByRole("heading", { name: "Draft" }).waitFor();
    const composer = again.getByRole("textbox", { name: "Message or next instruction" });
    await expect.poll(() => composer.inputValue()).toBe("half wri");
  });

  test("the runner goes and comes back: what was known stays, dated, and nothing is lost", async () => {
    const { thread } = await start("Away", [
      { say: "before" },
      { write: { path: "d.txt", content: "d\n" } },
      { wait: gate("away") },
      { say: "while away" },
    ]);
    const frame = await show("Away");
    await frame.getByText("before", { exact: true }).waitFor();
    await bed.restart(async () => {
      await frame.getByText(/As of \d\d:\d\d:\d\d · the runner is offline/).waitFor();
      await frame.getByText("before", { exact: true }).waitFor();
      await frame.getByRole("textbox", { name: "Message or next instruction" }).fill("written meanwhile");
      await writeFile(gate("away"), "");
    });
    await frame.getByText("while away", { exact: true }).waitFor();
    await frame.getByText("the runner is offline").waitFor({ state: "detached" });
    const kept = async () => (await bed.client.api.drafts.list.query({ threadId: thread.id })).drafts;
    await expect
      .poll(async () => (await kept()).map(({ text }) => text), { timeout: 5_000 })
      .toEqual(["written meanwhile"]);
    expect(await frame.locator(".speech spool-markdown p").allTextContents()).toEqual(["before", "while away"]);
  });

  test("no policy was violated and nothing outside was asked", () => {
    const { observed } = bench().window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
