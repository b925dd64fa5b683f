import type { FrameLocator, Page } from "playwright-core";
import { openActivity } from "../harness/activity.ts";
import { runFromPalette } from "../harness/palette.ts";
import { multiDiffEntry, quickInput, quickPickRow, statusItem, treeRow, view } from "../harness/parts.ts";
import { webview } from "../harness/webview.ts";
import type { VsCodeWindow } from "../harness/window.ts";
import type { SceneName } from "./scenes.ts";

export interface Shot {
  /** Of the picture's file, after the scene's. */
  name: string;
  /** Brings the window to what is to be seen, from an empty one with Spool's side bar, and waits until it is. */
  show(window: VsCodeWindow): Promise<unknown>;
}

/** What is pictured of each scene in every theme, in this order. */
export const shots: Record<SceneName, Shot[]> = {
  disconnected: [
    {
      name: "tree",
      async show({ page }) {
        await view(page, "Threads").getByText("Connect to Runner").first().waitFor();
      },
    },
    {
      name: "walkthrough",
      async show(window) {
        await window.evaluate(async (vscode) => {
          await vscode.commands.executeCommand("workbench.action.openWalkthrough", "spool.spool#spool.start", false);
        });
        await window.page.locator(".getting-started-step.expanded").waitFor();
      },
    },
  ],
  empty: [
    {
      name: "tree",
      async show({ page }) {
        await view(page, "Threads").getByText("No threads").first().waitFor();
      },
    },
  ],
  typical: [
    {
      name: "tree",
      async show({ page }) {
        await treeRow(view(page, "Threads"), "Fix CI on main").waitFor();
      },
    },
    { name: "thread", show: (window) => openThread(window, "Cache invalidation") },
    { name: "permission", show: (window) => openThread(window, "Upgrade to Node 24") },
    { name: "failed", show: (window) => openThread(window, "Rename the billing module") },
    { name: "done", show: (window) => openThread(window, "Fix CI on main") },
    { name: "plan", show: (window) => openPlan(window, "Retry queue keeps") },
    {
      name: "changes",
      async show({ page }) {
        await runFromPalette(page, "Spool: Open Changes");
        await quickPickRow(page, "Cache invalidation").click();
        await multiDiffEntry(page, "listener.js").locator(".view-line", { hasText: "user.updated" }).first().waitFor();
      },
    },
    {
      name: "continue",
      async show({ page }) {
        await runFromPalette(page, "Spool: Continue Thread");
        await quickPickRow(page, "Flaky login test").waitFor();
      },
    },
    {
      name: "palette",
      async show({ page }) {
        await page.keyboard.press("F1");
        await quickInput(page).fill(">Spool: ");
        await quickPickRow(page, "Spool: ").first().waitFor();
      },
    },
    {
      name: "composer",
      async show(window) {
        const document = await openThread(window, "Fix CI on main");
        await document.getByRole("button", { name: "Gates" }).click();
        await document.getByLabel("Plan gate").first().waitFor();
      },
    },
    {
      name: "views",
      async show({ page }) {
        for (const title of ["Approvals", "Backlog", "Worktrees"]) {
          const pane = view(page, title);
          const header = pane.locator(".pane-header");
          if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
          await treeRow(pane, "").first().waitFor();
        }
      },
    },
  ],
  gates: [
    {
      name: "details",
      async show(window) {
        // Beside the timeline only where there is room; the next shot opens the side bar again.
        await runFromPalette(window.page, "View: Close Primary Side Bar");
        const document = await openThread(window, "Greet whoever comes");
        await document.getByText("Budget of the day").waitFor();
        await document.getByText("Contract", { exact: true }).waitFor();
      },
    },
    {
      name: "plan",
      async show(window) {
        await openPlan(window, "A greeting");
        await (await webview(window.page, "h1")).locator("footer").getByText("Forecast").waitFor();
      },
    },
    {
      name: "see-to",
      async show({ page }) {
        await runFromPalette(page, "Spool: See to What It Waits For");
        await quickPickRow(page, "Out of its limit").click();
        await quickPickRow(page, "Switch Agent").waitFor();
      },
    },
  ],
  offline: [
    {
      name: "tree",
      async show({ page }) {
        await statusItem(page, "offline").waitFor();
        await treeRow(view(page, "Threads"), "Cache invalidation").first().waitFor();
      },
    },
    {
      name: "thread",
      async show({ page }) {
        await chooseThread(page, "Upgrade to Node 24");
        const document = await webview(page, "spool-button");
        await document.getByText("Reconnect Now").waitFor();
      },
    },
  ],
  overfull: [
    {
      name: "tree",
      async show({ page }) {
        const threads = view(page, "Threads");
        await treeRow(threads, "Earlier").click();
        await treeRow(threads, "Small thing").first().waitFor();
      },
    },
    { name: "thread", show: (window) => openThread(window, "Long work") },
    { name: "plan", show: (window) => openPlan(window, "Replace the hand-written parser") },
  ],
};

async function openThread({ page }: VsCodeWindow, title: string): Promise<FrameLocator> {
  await chooseThread(page, title);
  const document = await webview(page, ".scroller");
  await document.locator("header", { hasText: title }).first().waitFor();
  return document;
}

async function chooseThread(page: Page, title: string): Promise<void> {
  await runFromPalette(page, "Spool: Open Timeline");
  await quickInput(page).fill(title);
  await quickPickRow(page, title).first().click();
}

async function openPlan({ page }: VsCodeWindow, title: string): Promise<void> {
  await runFromPalette(page, "Spool: Review Plan");
  // The only plan that waits is opened without a question.
  const opened = webview(page, "h1");
  const row = quickPickRow(page, title).first();
  await Promise.race([opened, row.waitFor()]);
  if (await row.isVisible()) await row.click();
  await opened;
}

/** An empty window with Spool's side bar, whatever the shot before left. */
export async function clearWindow({ page }: VsCodeWindow): Promise<void> {
  await page.keyboard.press("Escape");
  await runFromPalette(page, "View: Close All Editors");
  await runFromPalette(page, "Notifications: Clear All Notifications");
  await openActivity(page, "Spool");
}

/** Drags the edge of the side bar. */
export async function widenSideBar({ page }: VsCodeWindow, by: number): Promise<void> {
  const box = await page.locator(".part.sidebar").boundingBox();
  if (!box) throw new Error("there is no side bar");
  const [x, y] = [box.x + box.width, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by, y, { steps: 4 });
  await page.mouse.up();
}
