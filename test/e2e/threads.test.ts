import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { git } from "../builders/git-repository.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { type Bench, startBench } from "./harness/bench.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { button, dialog, menuClick, menuEntry, quickInput, quickPickRow, tab, treeRow, view } from "./harness/parts.ts";
import { supported } from "./runtime/versions.ts";

const hostileTitle = "Re\u202enrut \u001b[31mred\u001b[0m $(bug) <b>bold</b>";

describe.skipIf(!supported)("threads in the sidebar and from the palette", () => {
  let bed: TestBed;
  let bench: Bench;
  let clone = "";
  let gate = "";
  const ids = new Map<string, { threadId: string; jobId: string }>();

  async function start(title: string, steps: Parameters<typeof instruct>[1], more: object = {}): Promise<void> {
    const instruction = instruct(title, steps);
    const { thread, job } = await bed.client.api.threads.start.mutate({ project: "demo", title, instruction, ...more });
    ids.set(title, { threadId: thread.id, jobId: job.id });
  }

  const idOf = (title: string) => ids.get(title) ?? { threadId: "", jobId: "" };
  const threads = () => view(bench.window.page, "Threads");
  const row = (label: string | RegExp): Locator => treeRow(threads(), label);
  const page = () => bench.window.page;

  /** The row that the row belongs to: the nearest one above it that is less far in. */
  async function groupOf(label: string): Promise<string | undefined> {
    const rows = await threads().locator(".monaco-list-row").all();
    let group: string | undefined;
    for (const each of rows) {
      const [level, name] = [await each.getAttribute("aria-level"), (await each.getAttribute("aria-label")) ?? ""];
      if (level === "1") group = name;
      else if (name.startsWith(label)) return group;
    }
    return undefined;
  }

  async function fromMenu(label: string | RegExp, entry: RegExp): Promise<void> {
    await row(label).first().click({ button: "right" });
    await menuEntry(page(), entry).click(menuClick);
  }

  async function open(label: string | RegExp): Promise<void> {
    await row(label).first().locator(".monaco-tl-twistie").click();
  }

  beforeAll(async () => {
    bed = await startTestBed({
      files: { "README.md": "hello\n" },
      runtime: { max_concurrent_jobs: 2 },
      project: {
        job_types: {
          implement: { agent: "script", publish: "branch", retry_limit: 0, verify: [] },
          broken: { agent: "script", publish: "patch", retry_limit: 0, verify: ["false"] },
          asking: { agent: "acp", publish: "patch", retry_limit: 0, verify: [], permissions: "ask" },
          continue: { agent: "script", publish: "patch", retry_limit: 0, verify: [] },
        },
      },
    });
    gate = join(bed.directory, "go-on");
    clone = join(bed.directory, "clone");
    await git(bed.directory, "clone", "--quiet", bed.repository, clone);
    await start("Fix the build", { steps: [{ write: { path: "src/fixed.txt", content: "one\ntwo\n" } }] });
    await bed.settled(idOf("Fix the build").jobId);
    await start("Break the build", { steps: [{ write: { path: "x.txt", content: "x\n" } }] }, { jobType: "broken" });
    await bed.settled(idOf("Break the build").jobId);
    await start("For later", { steps: [{ say: "now" }] }, { hold: true });
    await start(hostileTitle, { steps: [{ ask: { title: "run \u001b[2Jnpm install" } }] }, { jobType: "asking" });
    await bed.event(({ type }) => type === "approval.requested");
    await start("Wait for the gate", {
      steps: [{ write: { path: "src/a.ts", content: "a\n" } }, { wait: gate }, { say: "on" }],
    });
    await bed.event(
      ({ type, threadId }) => type === "agent.tool_call" && threadId === idOf("Wait for the gate").threadId,
    );
    bench = await startBench({
      version: "newest",
      extension: "folder",
      folder: clone,
      height: 1000,
      settings: { "git.enabled": true, "git.autofetch": false, "terminal.integrated.gpuAcceleration": "off" },
    });
    await connectCockpit(bench.window, bed);
  });

  afterAll(async () => {
    await bench?.[Symbol.asyncDispose]();
    await bed?.[Symbol.asyncDispose]();
  });

  test("they stand by what they need; each row says it in words; the badge counts those that need the person", async () => {
    await row("Fix the build").waitFor();
    expect(await groupOf("Fix the build")).toMatch(/^Done today, 1 thread/);
    expect(await groupOf("Break the build")).toMatch(/^Failed/);
    expect(await groupOf("Wait for the gate")).toMatch(/^Working/);
    expect(await groupOf("Renrut")).toMatch(/^Needs you/);
    await row("Fix the build")
      .and(page().locator('[aria-label*="done, just now, 2 lines added, 0 removed"]'))
      .waitFor();
    await row("Wait for the gate").filter({ hasText: /work/ }).waitFor();
    await page().locator('.activitybar .action-item .badge[aria-label*="1 thread needs you"]').waitFor();
  });

  test("what an agent named itself is text: nothing runs backwards, nothing is an icon", async () => {
    const label = await row("Renrut").locator(".label-name").innerText();
    expect(label).toBe("Renrut red $(bug)…");
    expect(await row("Renrut").getAttribute("aria-label")).toContain("Renrut red $(bug) <b>bold</b>");
    await row("Renrut").filter({ hasText: "asks: run npm install" }).waitFor();
  });

  test("below a thread are its jobs, their runs, and of a run its stages and files", async () => {
    await open("Fix the build");
    await row(/^implement/).waitFor();
    await open("Run 1");
    await row(/^prepare/).waitFor();
    await row(/^publish/).waitFor();
    await row("fixed.txt").filter({ hasText: "+2 −0" }).click();
    await tab(page(), "Spool: Fix the build").waitFor();
    await runFromPalette(page(), "View: Close All Editors");
    await open("Fix the build");
  });

  test("a click opens the timeline; what ended while nobody looked has a dot until somebody does", async () => {
    await bed.client.api.threads.send.mutate({ threadId: idOf("Wait for the gate").threadId, text: "hurry" });
    await git(bed.directory, "init", "--quiet", gate);
    const finished = row("Wait for the gate").and(page().locator('[aria-label*="unread"]'));
    await finished.waitFor();
    await finished.click();
    await tab(page(), "Wait for the gate").waitFor();
    await row("Wait for the gate").and(page().locator(':not([aria-label*="unread"])')).waitFor();
    await fromMenu("Wait for the gate", /^Mark Thread as Unread$/);
    await row("Wait for the gate").and(page().locator('[aria-label*="unread"]')).waitFor();
    await runFromPalette(page(), "Spool: Mark All Threads as Read");
    await row("Wait for the gate").and(page().locator(':not([aria-label*="unread"])')).waitFor();
    await runFromPalette(page(), "View: Close All Editors");
  });

  test("the filter searches, says that it is on, and is cleared; groups can be made by project", async () => {
    await runFromPalette(page(), "Spool: Filter Threads");
    await quickInput(page()).fill("BREAK");
    await page().keyboard.press("Enter");
    await threads().getByText("Filter: “BREAK” – 1 thread.").waitFor();
    await row("Fix the build").waitFor({ state: "detached" });
    await runFromPalette(page(), "Spool: Show All Threads Again");
    await row("Fix the build").waitFor();
    await runFromPalette(page(), "Spool: Group Threads");
    await quickPickRow(page(), "Project").click();
    await row(/^demo/).waitFor();
    await runFromPalette(page(), "Spool: Group Threads");
    await quickPickRow(page(), "State").click();
    await row("Done today").waitFor();
  });

  test("a thread is pinned, put away, found among the archived and brought back", async () => {
    await fromMenu("Fix the build", /^Pin Thread$/);
    await row("Fix the build").filter({ hasText: "pinned" }).waitFor();
    await fromMenu("Fix the build", /^Unpin Thread$/);
    await fromMenu("Break the build", /^Archive Thread$/);
    await row("Break the build").waitFor({ state: "detached" });
    await runFromPalette(page(), "Spool: Filter Threads");
    await quickPickRow(page(), "Archived").click();
    await row("Archived").locator(".monaco-tl-twistie").click();
    await fromMenu("Break the build", /^Bring Back Archived Thread$/);
    await runFromPalette(page(), "Spool: Show All Threads Again");
    await row("Break the build").waitFor();
  });

  test("Continue Thread works with nothing open, keeps what was typed when it is escaped, and sends it", async () => {
    await runFromPalette(page(), "Spool: Continue Thread");
    await quickInput(page()).fill("Fix the b");
    await quickPickRow(page(), "Fix the build").click();
    await page().locator(".quick-input-title", { hasText: "Continue: Fix the build" }).waitFor();
    await quickInput(page()).fill("Half an instr");
    await page().keyboard.press("Escape");
    const { threadId } = idOf("Fix the build");
    await expect
      .poll(async () => (await bed.client.api.drafts.list.query({ threadId })).drafts.map(({ text }) => text))
      .toEqual(["Half an instr"]);
    await fromMenu("Fix the build", /^Continue Thread/);
    await expect.poll(() => quickInput(page()).inputValue()).toBe("Half an instr");
    await quickInput(page()).fill(instruct("More of it", { steps: [{ say: "yes" }] }).replaceAll("\n", " "));
    await page().keyboard.press("Enter");
    await page().locator(".statusbar", { hasText: "queued as the next job" }).waitFor();
    const { jobs } = await bed.client.api.jobs.list.query({ threadId });
    expect(jobs.map(({ type }) => type).toSorted()).toEqual(["continue", "implement"]);
    expect((await bed.client.api.drafts.list.query({ threadId })).drafts).toEqual([]);
  });

  test("with the selection attached it goes on in an editor, from which it is sent", async () => {
    await runFromPalette(page(), "Go to File");
    await quickInput(page()).fill("README.md");
    await quickPickRow(page(), "README.md").first().click();
    await tab(page(), "README.md").waitFor();
    await page().locator(".editor-instance .view-line", { hasText: "hello" }).click();
    await page().keyboard.press("Control+a");
    await runFromPalette(page(), "Spool: Continue Thread");
    await quickPickRow(page(), "Break the build").click();
    await page().locator(".quick-input-widget .action-label[aria-label^='Attach the Selection']").click();
    await page().getByText("With README.md:1.").waitFor();
    await quickInput(page()).fill("Say it louder");
    await page().locator(".quick-input-widget .action-label[aria-label^='Write in an Editor']").click();
    await tab(page(), "Continue Break the build.md").waitFor();
    const line = page().locator(".editor-instance .view-line", { hasText: "Say it louder" });
    await line.click();
    await page().keyboard.press("End");
    await page().keyboard.type(", please");
    await page().locator(".editor-actions .action-label[aria-label^='Send to Agent']").click();
    await tab(page(), "Continue Break the build.md").waitFor({ state: "detached" });
    const { threadId } = idOf("Break the build");
    const sent = await bed.client.api.threads.get.query({ threadId });
    expect(sent.jobs.at(-1)?.instruction).toBe("Say it louder, please\n\nREADME.md:1\n```\nhello\n```");
    expect(sent.drafts).toEqual([]);
    await runFromPalette(page(), "View: Close All Editors");
  });

  test("a thread is started from the palette; cancelling its job asks first", async () => {
    await runFromPalette(page(), "Spool: Start Thread");
    const instruction = `Hang around \`\`\`spool-scenario`;
    await page().locator(".quick-input-title", { hasText: "Start Thread in demo" }).waitFor();
    await quickInput(page()).fill(instruction);
    await page().keyboard.press("Enter");
    await row("Hang around").waitFor();
    await runFromPalette(page(), "Spool: Pause Queue");
    await quickPickRow(page(), "Everything").click();
    await quickInput(page()).fill("lunch");
    await page().keyboard.press("Enter");
    await page().locator(".statusbar", { hasText: "the queue is paused" }).waitFor();
    await start("Not any time soon", { steps: [{ say: "hm" }] });
    await row("Not any time soon").filter({ hasText: "the queue is paused" }).waitFor();
    await fromMenu("Not any time soon", /^Cancel Job/);
    await button(dialog(page(), "Cancel “Not any time soon”?"), "Cancel Job").click();
    await expect.poll(() => bed.settled(idOf("Not any time soon").jobId)).toBe("cancelled");
    await runFromPalette(page(), "Spool: Show Queue");
    await quickPickRow(page(), "Paused: everything").filter({ hasText: "lunch" }).waitFor();
    await page().keyboard.press("Escape");
    await runFromPalette(page(), "Spool: Resume Queue");
    await page().locator(".statusbar", { hasText: "the queue goes on" }).waitFor();
  });

  test("the backlog releases a job, worktrees are kept and let go", async () => {
    const backlog = view(page(), "Backlog");
    await backlog.locator(".pane-header").click();
    await treeRow(backlog, "For later").hover();
    await treeRow(backlog, "For later").locator(".action-label[aria-label^='Release Job']").click();
    await treeRow(backlog, "For later").waitFor({ state: "detached" });
    expect(await bed.settled(idOf("For later").jobId)).toBe("succeeded");
    await backlog.locator(".pane-header").click();
    const worktrees = view(page(), "Worktrees");
    await worktrees.locator(".pane-header").click();
    const kept = treeRow(worktrees, "For later");
    await kept.hover();
    await kept.locator(".action-label[aria-label^='Keep Worktree']").click();
    await kept.filter({ hasText: "kept until you say otherwise" }).waitFor();
    await runFromPalette(page(), "Spool: Prune Worktrees");
    await quickPickRow(page(), "All that no run uses").click();
    await page().locator(".statusbar", { hasText: "deleted" }).waitFor();
    await treeRow(worktrees, "Fix the build").waitFor({ state: "detached" });
    await kept.waitFor();
    await worktrees.locator(".pane-header").click();
  });

  test("a log is followed in a terminal, and opened as text", async () => {
    await fromMenu("For later", /^Follow Log/);
    await quickPickRow(page(), "agent.out").click();
    await page().locator(".terminal-wrapper .xterm-rows", { hasText: "Spool: The log has ended." }).waitFor();
    await fromMenu("For later", /^Open Log as Text/);
    await quickPickRow(page(), "agent.out").click();
    await tab(page(), "agent.out").waitFor();
    await runFromPalette(page(), "View: Close All Editors");
    await runFromPalette(page(), "Terminal: Kill All Terminals");
  });

  test("an artifact is saved where the person says", async () => {
    await fromMenu("Break the build", /^Download Artifacts/);
    const target = join(bed.directory, "saved.txt");
    await quickPickRow(page(), ".patch").click();
    await page().keyboard.press("Enter");
    await page().locator(".quick-input-title", { hasText: "Save Artifact" }).waitFor();
    // The dialog puts in what it suggests after it has come up.
    await expect.poll(() => quickInput(page()).inputValue()).toMatch(/\.patch$/);
    await quickInput(page()).fill(target);
    await button(page().locator(".quick-input-widget"), "OK").click();
    await page().locator(".statusbar", { hasText: "saved 1 artifact" }).waitFor();
    expect(await readFile(target, "utf8")).toContain("x.txt");
  });

  test("its branch is checked out in the person's clone, its changes applied as a patch; never over uncommitted work", async () => {
    await fromMenu("Fix the build", /^Check Out Branch Here$/);
    const { thread } = await bed.client.api.threads.get.query({ threadId: idOf("Fix the build").threadId });
    await page()
      .locator(".statusbar", { hasText: `Spool: on ${thread.branch}` })
      .waitFor();
    expect(await git(clone, "branch", "--show-current")).toBe(thread.branch);
    expect(await readFile(join(clone, "src/fixed.txt"), "utf8")).toBe("one\ntwo\n");
    await git(clone, "checkout", "--quiet", "main");
    await fromMenu("Break the build", /^Apply Changes Here as Patch$/);
    await page().locator(".statusbar", { hasText: "the changes are in your working tree" }).waitFor();
    expect(await git(clone, "status", "--short")).toBe("?? x.txt");
    await git(clone, "add", "--all");
    await fromMenu("Fix the build", /^Check Out Branch Here$/);
    await page().getByText("1 file has changes that are not committed here").first().waitFor();
    expect(await git(clone, "branch", "--show-current")).toBe("main");
    await runFromPalette(page(), "Notifications: Clear All Notifications");
  });

  test("rows are reached by keys: a chord acts on the one in focus", async () => {
    await row("Fix the build").first().click();
    await tab(page(), "Fix the build").waitFor();
    await runFromPalette(page(), "View: Close All Editors");
    await row("Fix the build").first().focus();
    await page().keyboard.press("Control+Alt+s");
    await page().keyboard.press("p");
    await row("Fix the build").filter({ hasText: "pinned" }).first().waitFor();
  });

  test("offline the rows stay, dated; an action says why it cannot be done", async () => {
    await bed.restart(async () => {
      await row("Fix the build")
        .filter({ hasText: /as of \d\d:\d\d/ })
        .first()
        .waitFor({ timeout: 30_000 });
      await threads().getByText("is offline since").waitFor();
      await fromMenu("Fix the build", /^Archive Thread$/);
      await page().getByText("Not possible now: the runner is offline").first().waitFor();
    });
  });

  test("nothing was refused by a policy, nobody outside was asked", () => {
    const { observed } = bench.window;
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
  });
});
