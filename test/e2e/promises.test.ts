import { createServer, type Server } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { discoverRunner } from "../../runner/client/discovery.ts";
import { askForPlan, samplePlan } from "../builders/approvals.ts";
import { hostileLine, hostileMarkdown, hostilePath } from "../builders/hostile.ts";
import { startTestBed, type TestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { openActivity } from "./harness/activity.ts";
import { connectCockpit } from "./harness/cockpit.ts";
import { runFromPalette } from "./harness/palette.ts";
import { quickInput, quickPickRow, statusItem, tab, toast, treeRow, view } from "./harness/parts.ts";
import { useBench } from "./harness/suite.ts";
import { webview } from "./harness/webview.ts";
import { supported } from "./runtime/versions.ts";

/** Listens, says nothing, and keeps all that it is told. */
async function recorder(): Promise<{ url: string; heard: () => string } & AsyncDisposable> {
  const parts: Buffer[] = [];
  const server: Server = createServer((socket) => {
    socket.on("data", (part: Buffer) => {
      parts.push(part);
      socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    // A client that goes away is none of its business.
    socket.on("error", () => undefined);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard: () => Buffer.concat(parts).toString("latin1"),
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

/** Controls, and what turns the direction of writing or has no width. */
const unseen = /\p{Cf}|(?!\n)\p{Cc}/u;

/**
 * Runs in each document before any script of its own, and keeps what a webview is told. Not by listening: VS Code writes a webview's
 * document anew, which takes all listeners away.
 */
const recordMessages = () => {
  const scope = globalThis as unknown as {
    top: unknown;
    spoolMessages: string[];
    postMessage: (...values: unknown[]) => void;
  };
  if (scope.top === scope) return;
  scope.spoolMessages = [];
  const post = scope.postMessage.bind(scope);
  scope.postMessage = (...values) => {
    scope.spoolMessages.push(JSON.stringify(values[0]) ?? "");
    post(...values);
  };
};

describe.skipIf(!supported)("what the cockpit promises, whatever an agent prints", () => {
  const bench = useBench({ version: "newest", extension: "folder" });
  let bed: TestBed;
  let token = "";
  const title = `Hostile work ${hostileLine}`;
  let threadId = "";

  beforeAll(async () => {
    bed = await startTestBed();
    ({ token } = await discoverRunner(bed.config.runtime.dataDirectory));
    const { window } = bench();
    await window.page.context().addInitScript(recordMessages);
    await window.reload();
    const started = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: title.slice(0, 200),
      agent: "acp",
      permissions: "ask",
      instruction: instruct(`Hostile work\n\n${hostileMarkdown}`, {
        steps: [
          { think: hostileMarkdown },
          { say: hostileMarkdown },
          { plan: [{ text: hostileLine, status: "in_progress" }] },
          { write: { path: hostilePath, content: hostileMarkdown } },
          { run: `printf '\\033[2J\\033]0;title\\007\\033[8m${"x".repeat(50)}\\r\\nover'` },
          { misbehave: "long_line" },
          { misbehave: "bad_utf8" },
          { say: `${"w".repeat(20_000)}\n\n${"deep > ".repeat(2_000)}` },
          { ask: { title: hostileLine } },
        ],
      }),
    });
    threadId = started.thread.id;
    await bed.event(({ type }) => type === "approval.requested");
    await runFromPalette(window.page, "Developer: Set Log Level");
    await quickPickRow(window.page, "Trace").first().click();
    await connectCockpit(window, bed);
  });

  afterAll(async () => {
    await bed?.[Symbol.asyncDispose]();
  });

  /** What the webviews that are open were told since they were opened. */
  async function messages(): Promise<string[]> {
    const kept = bench()
      .window.page.frames()
      .map((frame) => frame.evaluate(`globalThis.spoolMessages ?? []`));
    return (await Promise.all(kept)).flat() as string[];
  }

  /** Nothing of what was tried is in the document, and it is as wide as what shows it. */
  async function expectInert(document: FrameLocator): Promise<void> {
    const found = await document.locator("html").evaluate((html) => {
      const bad: string[] = [];
      let elements = 0;
      const visit = (root: ParentNode) => {
        for (const element of root.querySelectorAll("*")) {
          elements += 1;
          const name = element.localName;
          if (/^(iframe|object|embed|form|base|math|svg)$/.test(name)) bad.push(name);
          const src = element.getAttribute("src") ?? element.getAttribute("href") ?? "";
          if (name !== "link" && /^(command|javascript|vscode|file|data):/i.test(src)) bad.push(`${name} ${src}`);
          if (name === "img" || (name === "script" && /spool\.invalid/.test(element.outerHTML))) bad.push(name);
          for (const { name: attribute } of element.attributes) if (attribute.startsWith("on")) bad.push(attribute);
          if (element.shadowRoot) visit(element.shadowRoot);
        }
      };
      visit(html);
      const { scrollWidth, clientWidth } = html;
      return { bad, elements, title: html.ownerDocument.title, wider: scrollWidth - clientWidth };
    });
    expect(found).toMatchObject({ bad: [], title: "", wider: 0 });
    expect(found.elements).toBeGreaterThan(50);
  }

  test("in the tree it is one line of plain text", async () => {
    const { page } = bench().window;
    const row = treeRow(view(page, "Threads"), "Hostile work");
    await row.waitFor();
    const text = await row.innerText();
    expect(text).toContain("<img src=x onerror=alert(1)>");
    expect(text).toContain("$(bug)");
    expect(text).not.toMatch(unseen);
    expect(await row.locator("img, a[href]").count()).toBe(0);
    expect((await row.boundingBox())?.height).toBeLessThan(30);
  });

  test("in the status bar and in a notification it is text", async () => {
    const { page } = bench().window;
    await statusItem(page, "1 needs you").waitFor();
    const told = toast(page, "Hostile work");
    await told.waitFor();
    expect(await told.locator(".notification-list-item-message a, img").count()).toBe(0);
    await runFromPalette(page, "Notifications: Clear All");
  });

  test("in the thread's panel it is shown and does nothing", async () => {
    const { window } = bench();
    await treeRow(view(window.page, "Threads"), "Hostile work").click();
    expect(await tab(window.page, "Hostile work").innerText()).not.toMatch(unseen);
    const panel = await webview(window.page, "spool-thread-screen");
    await panel.getByRole("button", { name: /Deny/ }).first().waitFor();
    await expectInert(panel);
    await panel.locator(".scroller").evaluate((scroller) => scroller.scrollTo({ top: 0 }));
    await panel.getByText("html link").first().waitFor();
    await expectInert(panel);
    for (const word of ["html link", "html command", "command", "script", "editor"]) {
      const link = panel.getByText(word, { exact: true }).first();
      if (await link.isVisible()) await link.click({ force: true });
    }
    expect(await window.evaluate((vscode) => vscode.window.terminals.length)).toBe(0);
  });

  test("in the changes it is the name of a file and its lines", async () => {
    const { page } = bench().window;
    await runFromPalette(page, "Spool: Open Changes");
    await quickPickRow(page, "Hostile work").first().click();
    await page.locator(".multiDiffEntry .view-line", { hasText: "spool.invalid" }).first().waitFor();
    expect(await page.locator(".multiDiffEntry .header img").count()).toBe(0);
    await runFromPalette(page, "View: Close All Editors");
  });

  test("in a plan it is read, not run", async () => {
    const { page } = bench().window;
    const held = await bed.client.api.threads.start.mutate({
      project: "demo",
      title: "Hostile plan",
      instruction: "plan",
      hold: true,
    });
    await askForPlan(bed, {
      jobId: held.job.id,
      plan: samplePlan({
        title: hostileLine.slice(0, 200),
        summary: hostileMarkdown,
        approach: hostileMarkdown,
        steps: [{ title: hostileLine, detail: hostileMarkdown }],
        filesToTouch: [{ path: hostilePath, change: "new", reason: hostileMarkdown }],
        risks: [hostileMarkdown],
        acceptance: hostileMarkdown,
        author: hostileLine.slice(0, 200),
      }),
    });
    await treeRow(view(page, "Threads"), "Hostile plan").filter({ hasText: "plan ready" }).waitFor();
    await runFromPalette(page, "Spool: Review Plan");
    await expectInert(await webview(page, "spool-plan-screen"));
  });

  test("a token is in nothing that a webview is told, and in no log however much is logged", async () => {
    const { window, code } = bench();
    await treeRow(view(window.page, "Threads"), "Hostile work").click();
    await webview(window.page, "spool-thread-screen header");
    await expect.poll(async () => (await messages()).some((message) => message.includes(threadId))).toBe(true);
    expect((await messages()).filter((message) => message.includes(token))).toEqual([]);
    const files = await readdir(code.directory, { recursive: true, withFileTypes: true });
    const logs = files.filter((file) => file.isFile() && file.name.endsWith(".log"));
    expect(logs.map(({ name }) => name)).toContain("Spool.log");
    for (const { parentPath, name } of logs) {
      expect((await readFile(join(parentPath, name), "utf8")).includes(token), name).toBe(false);
    }
  });

  test("a runner's token goes to no other address, also when its entry in the settings names one", async () => {
    const { window } = bench();
    await using other = await recorder();
    await window.evaluate(async (vscode, address) => {
      const configuration = vscode.workspace.getConfiguration();
      const [entry] = configuration.get<{ name: string; address: string }[]>("spool.runners") ?? [];
      await configuration.update("spool.runners", [{ ...entry, address }], vscode.ConfigurationTarget.Global);
    }, other.url);
    await openActivity(window.page, "Spool");
    await statusItem(window.page, "refused").waitFor();
    await runFromPalette(window.page, "Spool: Enter Access Token");
    await quickInput(window.page).fill("another token");
    await window.page.keyboard.press("Enter");
    await expect.poll(other.heard).toContain("another token");
    expect(other.heard()).not.toContain(token);
  });

  test("nothing was refused by a policy, because nothing was tried; nothing left this machine", () => {
    const { window, code } = bench();
    expect(window.observed.policyViolations).toEqual([]);
    expect(window.observed.webviewErrors).toEqual([]);
    expect(window.observed.outsideRequests).toEqual([]);
    expect(code.hosts.connections).toEqual([]);
  });
});
