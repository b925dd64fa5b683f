import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { threadLink } from "../../extension/common/connection/link.ts";
import { discoverRunner } from "../../runner/client/discovery.ts";
import { toPairingUri } from "../../shared/pairing.ts";
import { type CuttingProxy, cuttingProxy } from "../api/support/proxy.ts";
import { temporaryDirectory } from "../builders/directory.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { openActivity } from "./harness/activity.ts";
import { runFromPalette } from "./harness/palette.ts";
import {
  button,
  quickInput,
  quickInputMessage,
  quickPickRow,
  statusItem,
  tab,
  toast,
  treeRow,
  view,
} from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import type { VsCodeWindow } from "./harness/window.ts";
import { supported } from "./runtime/versions.ts";

async function located(bed: TestBed): Promise<{ port: number; token: string }> {
  const { url, token } = await discoverRunner(bed.config.runtime.dataDirectory);
  return { port: Number(new URL(url).port), token };
}

/** Opens a link to the extension as a browser page would that shows it. */
async function followLink(window: VsCodeWindow, link: string): Promise<void> {
  const { page } = window;
  const address = await window.evaluate(
    async (vscode, text) => (await vscode.env.asExternalUri(vscode.Uri.parse(text))).toString(true),
    link,
  );
  const browser = await page.context().newPage();
  await browser.goto(address);
  await browser.close();
}

function counts(all: readonly Locator[]): Promise<number[]> {
  return Promise.all(all.map((locator) => locator.count()));
}

/** For the page: all that VS Code keeps in the browser, where its own storage is in these windows, as text. */
const readMemory = `(async () => {
  const done = (request) => new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  const values = [{ ...localStorage }];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      values.push(await done(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
  }
  return JSON.stringify(values);
})()`;

describe.skipIf(!supported)("connecting to runners", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: TestBed;
  let other: TestBed;
  let proxy: CuttingProxy;
  let port = 0;
  let url = "";
  let token = "";

  beforeAll(async () => {
    bed = await startTestBed();
    other = await startTestBed();
    // A runner of tests listens where it can: what stands in front of it stays at one address over its restarts.
    proxy = await cuttingProxy(() => port);
    ({ url } = proxy);
    ({ port, token } = await located(bed));
    const done = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Quiet work",
      instruction: instruct("Quiet work", { steps: [{ write: { path: "a.txt", content: "a\n" } }] }),
    });
    await bed.settled(done.job.id);
  });

  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]();
    await bed?.[Symbol.asyncDispose]();
    await other?.[Symbol.asyncDispose]();
  });

  test("typing: what is wrong is said where it was typed, nothing typed is lost, then the threads are there", async () => {
    const { page } = bench().window;
    await openActivity(page, "Spool");
    await view(page, "Threads").getByRole("button", { name: "Connect to Runner" }).click();
    const input = quickInput(page);
    await input.fill("http://127.0.0.1:7433/path");
    await page.keyboard.press("Enter");
    await quickInputMessage(page).filter({ hasText: "ends after the port" }).waitFor();
    await input.fill("127.0.0.1:1");
    await page.keyboard.press("Enter");
    await quickInputMessage(page).filter({ hasText: "No runner answers at http://127.0.0.1:1" }).waitFor();
    expect(await input.inputValue()).toBe("127.0.0.1:1");
    await input.fill(url);
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-title", { hasText: "(2/2)" }).waitFor();
    expect(await input.getAttribute("type")).toBe("password");
    await input.fill("not the token");
    await page.keyboard.press("Enter");
    await quickInputMessage(page).filter({ hasText: "does not know this access token" }).waitFor();
    expect(await input.inputValue()).toBe("not the token");
    await input.fill(token);
    await page.keyboard.press("Enter");
    await statusItem(page, `Spool: connected to ${url}`).waitFor();
    await treeRow(page, "Quiet work").waitFor();
    // By its id: VS Code's own item of forwarded ports may say 0 as well.
    await statusItem(page, /^\s*0\s*$/)
      .and(page.locator("[id$='spool.status']"))
      .waitFor();
  });

  const ask = (title: string, question: string) =>
    bed.client.api.threads.start.mutate({
      project: "demo",
      agent: "acp",
      permissions: "ask",
      title,
      instruction: instruct(title, { steps: [{ ask: { title: question } }, { say: "done" }] }),
    });

  test("an agent's question is told as plain text, and not to be answered before it was read", async () => {
    const { page } = bench().window;
    const asked = await ask("Asking [you](command:workbench.action.quit)", "[click](command:workbench.action.quit)");
    const told = toast(page, "Asking [you] (command:workbench.action.quit)");
    await told.waitFor();
    expect(await told.locator(".notification-list-item-message a").count()).toBe(0);
    expect(await button(told, "Allow Once").count()).toBe(0);
    await statusItem(page, "1 needs you").waitFor();
    await button(told, "Later").click();
    await told.waitFor({ state: "detached" });
    // Answered elsewhere: it needs nobody any more.
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: asked.thread.id });
    await bed.client.api.approvals.decide.mutate({ approvalId: approvals[0]?.id ?? "", decision: "reject" });
    await statusItem(page, "needs you").waitFor({ state: "detached" });
  });

  test("a short question is answered from its notification; muted ones wait for the end of the silence", async () => {
    const { page } = bench().window;
    await runFromPalette(page, "Spool: Mute Notifications");
    const asked = await ask("Short question", "Look around");
    await statusItem(page, "1 needs you").waitFor();
    expect(await toast(page, "Short question").count()).toBe(0);
    await runFromPalette(page, "Spool: Unmute Notifications");
    await button(toast(page, "Short question"), "Allow Once").click();
    expect(await bed.settled(asked.job.id)).toBe("succeeded");
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: asked.thread.id, all: true });
    expect(approvals).toMatchObject([{ status: "approved", decidedBy: "local" }]);
    await statusItem(page, "needs you").waitFor({ state: "detached" });
  });

  test("a pairing link asks, names the address, and adds a second runner; each has its row then", async () => {
    const { window } = bench();
    const { page } = window;
    const found = await discoverRunner(other.config.runtime.dataDirectory);
    const scheme = await window.evaluate((vscode) => vscode.env.uriScheme);
    const link = toPairingUri({ scheme, address: found.url, token: found.token, name: "second box" });
    await followLink(window, link);
    const question = toast(page, `"second box" at ${found.url}`);
    await question.waitFor();
    const settings = () =>
      window.evaluate((vscode) => vscode.workspace.getConfiguration().get<{ address: string }[]>("spool.runners"));
    expect(await settings()).toHaveLength(1);
    await button(question, "Connect").click();
    await treeRow(page, "second box").waitFor();
    await treeRow(page, new URL(url).host).waitFor();
    expect(await settings()).toHaveLength(2);
  });

  test("a link to a thread opens its timeline; what is asked there is not told besides", async () => {
    const { window } = bench();
    const { page } = window;
    const { thread } = await bed.client.api.threads.create.mutate({ project: "demo", title: "Under the eyes" });
    const scheme = await window.evaluate((vscode) => vscode.env.uriScheme);
    await followLink(window, threadLink(scheme, url, thread.id));
    await tab(page, "Under the eyes").waitFor();
    await bed.client.api.threads.continue.mutate({
      threadId: thread.id,
      agent: "acp",
      permissions: "ask",
      instruction: instruct("Ask", { steps: [{ ask: { title: "Look around" } }] }),
    });
    await statusItem(page, "1 needs you").waitFor();
    // Told together with the first one, if that one were to be told.
    const next = await ask("Out of sight", "Look around");
    await button(toast(page, "Out of sight"), "Allow Once").click();
    expect(await bed.settled(next.job.id)).toBe("succeeded");
    expect(await toast(page, "Under the eyes").count()).toBe(0);
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: thread.id });
    await bed.client.api.approvals.decide.mutate({ approvalId: approvals[0]?.id ?? "", decision: "reject" });
    await statusItem(page, "needs you").waitFor({ state: "detached" });
  });

  test("a runner that stops is offline since then, also in a window that is loaded anew; when it comes back all is there", async () => {
    const { window } = bench();
    const { page } = window;
    const row = treeRow(page, new URL(url).host);
    await bed.restart(async () => {
      await statusItem(page, "1 not connected").waitFor();
      await row.filter({ hasText: "offline" }).waitFor();
      await treeRow(page, "Quiet work").waitFor();
      await window.reload();
      await openActivity(page, "Spool");
      await row.filter({ hasText: "offline" }).waitFor();
      await treeRow(page, "Quiet work").waitFor();
      await statusItem(page, "1 not connected").click();
      await quickPickRow(page, /offline since \d\d:\d\d: no runner answers/).waitFor();
      await page.keyboard.press("Escape");
    });
    const missed = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Made meanwhile",
      instruction: instruct("Made meanwhile", { steps: [{ say: "done" }] }),
    });
    ({ port } = await located(bed));
    // After tries that failed it is tried every ten seconds at the latest.
    await statusItem(page, "not connected").waitFor({ state: "detached", timeout: 30_000 });
    await treeRow(page, missed.thread.title).waitFor();
    await treeRow(page, "Quiet work").waitFor();
  }, 90_000);

  test("another window without the token is asked for it; what needs you is told in one of the two", async () => {
    const { window, openAnother } = bench();
    await using folder = await temporaryDirectory();
    await using elsewhere = await cuttingProxy(() => port);
    // A repository's own settings: they must not redirect anything.
    await mkdir(join(folder.path, ".vscode"));
    const hostile = { "spool.runners": [{ name: "evil", address: elsewhere.url }], "spool.notifications": "none" };
    await writeFile(join(folder.path, ".vscode", "settings.json"), JSON.stringify(hostile));
    await using second = await openAnother({ folder: folder.path });
    await openActivity(second.page, "Spool");
    await statusItem(second.page, "refused").waitFor();
    await treeRow(second.page, new URL(url).host).filter({ hasText: "no access token is kept" }).waitFor();
    await runFromPalette(second.page, "Spool: Enter Access Token");
    await quickPickRow(second.page, new URL(url).host).click();
    await quickInputMessage(second.page).filter({ hasText: "No access token is kept" }).waitFor();
    await quickInput(second.page).fill(token);
    await second.page.keyboard.press("Enter");
    await treeRow(second.page, "Quiet work").waitFor();
    expect(await treeRow(second.page, "evil").count()).toBe(0);
    expect(elsewhere.connections).toBe(0);

    const asked = await ask("One of two", "Look around");
    const tolds = [window, second].map(({ page }) => toast(page, "One of two"));
    await expect.poll(async () => (await counts(tolds)).toSorted(), { timeout: 15_000 }).toEqual([0, 1]);
    for (const { page } of [window, second]) await statusItem(page, "1 needs you").waitFor();
    const { approvals } = await bed.client.api.approvals.list.query({ threadId: asked.thread.id });
    await bed.client.api.approvals.decide.mutate({ approvalId: approvals[0]?.id ?? "", decision: "reject" });
    for (const { page } of [window, second]) await statusItem(page, "needs you").waitFor({ state: "detached" });
    expect((await counts(tolds)).toSorted()).toEqual([0, 1]);
    expect(second.observed.outsideRequests).toEqual([]);
    expect(second.observed.policyViolations).toEqual([]);
  }, 90_000);

  test("the token is in no file, no memory of the editor and no webview", async () => {
    const { window, code } = bench();
    const { page } = window;
    await treeRow(page, "Quiet work").click();
    const panel = await webview(page, "body[data-state]");
    expect(await panel.locator("html").innerHTML()).not.toContain(token);
    expect(await page.evaluate(readMemory)).toMatch(/spool/);
    expect(await page.evaluate(readMemory)).not.toContain(token);
    const files = await readdir(code.directory, { recursive: true, withFileTypes: true });
    const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name)));
    expect(texts.length).toBeGreaterThan(5);
    for (const text of await Promise.all(texts)) expect(text.includes(token)).toBe(false);
  });

  test("a tunnel's host is checked, and the command is seen before it is copied, or runs in a terminal that is seen", async () => {
    const { window } = bench();
    const { page } = window;
    await runFromPalette(page, "Spool: Open SSH Tunnel");
    await quickInput(page).fill("-oProxyCommand=touch x");
    await page.keyboard.press("Enter");
    await quickInputMessage(page).filter({ hasText: "This is no host" }).waitFor();
    await quickInput(page).fill("me@127.0.0.1");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-title", { hasText: "(2/2)" }).waitFor();
    await page.keyboard.press("Enter");
    const command = "ssh -N -L 127.0.0.1:7433:127.0.0.1:7433 me@127.0.0.1";
    await quickPickRow(page, command).first().waitFor();
    const terminals = () => window.evaluate((vscode) => vscode.window.terminals.map(({ name }) => name));
    expect(await terminals()).toEqual([]);
    await quickPickRow(page, "Copy the Command").click();
    await toast(page, "the runner is at http://127.0.0.1:7433").waitFor();
    expect(await window.evaluate((vscode) => vscode.env.clipboard.readText())).toBe(command);
    expect(await terminals()).toEqual([]);
    await runFromPalette(page, "Notifications: Clear All");

    await runFromPalette(page, "Spool: Open SSH Tunnel");
    // It remembers the host.
    await expect.poll(() => quickInput(page).inputValue()).toBe("me@127.0.0.1");
    await page.keyboard.press("Enter");
    await page.locator(".quick-input-title", { hasText: "(2/2)" }).waitFor();
    await page.keyboard.press("Enter");
    await quickPickRow(page, "Run in a Terminal").click();
    await expect.poll(terminals, { timeout: 10_000 }).toEqual(["Spool tunnel to me@127.0.0.1"]);
    // What is typed there cannot be read: these windows have terminals without shells.
    await toast(page, "Once ssh has logged in, the runner is at http://127.0.0.1:7433").waitFor();
    await runFromPalette(page, "Terminal: Kill All Terminals");
    await runFromPalette(page, "Notifications: Clear All");
  });

  test("runners are renamed and removed; with the last one the view says how to begin", async () => {
    const { window } = bench();
    const { page } = window;
    await runFromPalette(page, "Spool: Rename Runner");
    await quickPickRow(page, "second box").click();
    await quickInput(page).fill("third box");
    await page.keyboard.press("Enter");
    await treeRow(page, "third box").waitFor();
    for (const name of ["third box", new URL(url).host]) {
      await runFromPalette(page, "Spool: Remove Runner");
      await quickPickRow(page, name).click();
      await treeRow(page, name).waitFor({ state: "detached" });
    }
    await view(page, "Threads").getByRole("button", { name: "Connect to Runner" }).waitFor();
    const kept = await window.evaluate((vscode) => vscode.workspace.getConfiguration().get("spool.runners"));
    expect(kept).toEqual([]);
    expect(window.observed).toMatchObject({ policyViolations: [], webviewErrors: [], outsideRequests: [] });
  });
});
