// The harness itself, on VS Code's own parts: what these find wrong would make every other test in a window say nothing.
import { describe, expect, test } from "vitest";
import { temporaryDirectory } from "../builders/directory.ts";
import { runFromPalette } from "./harness/palette.ts";
import {
  button,
  dialog,
  multiDiffEntry,
  quickInput,
  quickInputMessage,
  statusItem,
  tab,
  toast,
  treeRow,
  view,
} from "./harness/parts.ts";
import { themes, type Theme } from "./harness/settings.ts";
import { useBench } from "./harness/suite.ts";
import { openActivity } from "./harness/activity.ts";
import { setTheme } from "./harness/theme.ts";
import { webview } from "./harness/webview.ts";
import type { BridgeExports } from "./host/bridge.ts";
import { supported } from "./runtime/versions.ts";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

describe.skipIf(!supported)("driving VS Code", () => {
  const bench = useBench({ version: "newest", extension: "none" });

  test("the palette runs a command, an input box refuses and takes a text, a toast tells it", async () => {
    const { window } = bench();
    const { page } = window;
    await runFromPalette(page, "View: Show Search");
    await view(page, /search/i)
      .first()
      .waitFor();
    const asked = window.evaluate((vscode) =>
      vscode.window.showInputBox({ validateInput: (text) => (text === "bad" ? "not that" : undefined) }),
    );
    await quickInput(page).fill("bad");
    await quickInputMessage(page).filter({ hasText: "not that" }).waitFor();
    await quickInput(page).fill("good");
    await quickInput(page).press("Enter");
    expect(await asked).toBe("good");
    const told = window.evaluate((vscode) => vscode.window.showInformationMessage("It was good", "Indeed"));
    await button(toast(page, "It was good"), "Indeed").click();
    expect(await told).toBe("Indeed");
  });

  test("a modal dialog is answered", async () => {
    const { window } = bench();
    const asked = window.evaluate((vscode) => vscode.window.showWarningMessage("Really?", { modal: true }, "Yes"));
    await button(dialog(window.page, "Really?"), "Yes").click();
    expect(await asked).toBe("Yes");
  });

  test("a status bar item and a multi-file diff are seen", async () => {
    const { window } = bench();
    const { page } = window;
    await window.evaluate((vscode) => {
      const item = vscode.window.createStatusBarItem("harness");
      item.text = "harness 3";
      item.show();
      const texts = { provideTextDocumentContent: (uri: { query: string }) => `common\n${uri.query}\n` };
      vscode.workspace.registerTextDocumentContentProvider("harness", texts);
      const at = (path: string, query: string) => vscode.Uri.from({ scheme: "harness", path, query });
      const files = ["/a.txt", "/b.txt"].map((path) => [at(path, ""), at(path, "removed"), at(path, "added")]);
      return vscode.commands.executeCommand("vscode.changes", "Two Files", files);
    });
    await statusItem(page, "harness 3").waitFor();
    await tab(page, "Two Files").waitFor();
    const added = multiDiffEntry(page, "b.txt").locator(".view-line", { hasText: "added" });
    await added.first().waitFor();
    expect(await multiDiffEntry(page, ".txt").count()).toBe(2);
  });

  test("a webview is found by its content; what its policy refuses and what it asks for outside is written down", async () => {
    const { window } = bench();
    const { page, observed } = window;
    await window.evaluate((vscode) => {
      const panel = vscode.window.createWebviewPanel("harness", "Harness", vscode.ViewColumn.One, {
        enableScripts: true,
      });
      const policy = `default-src 'none'; script-src 'nonce-x'; img-src https:`;
      panel.webview.html = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">
        <p id="harness">idle</p><button id="go">Go</button>
        <script nonce="x">go.onclick = () => {
          harness.textContent = "busy";
          const script = document.createElement("script");
          script.textContent = "1";
          document.body.append(script);
          document.body.append(Object.assign(new Image(), { src: "https://spool.invalid/x.png" }));
          console.error("said in the webview");
        }</script>`;
    });
    const document = await webview(page, "#harness");
    expect(observed.policyViolations).toEqual([]);
    expect(observed.webviewErrors).toEqual([]);
    expect(observed.outsideRequests).toEqual([]);
    await document.locator("#go").click();
    await document.locator("#harness", { hasText: "busy" }).waitFor();
    await expect.poll(() => observed.policyViolations.join()).toMatch(/script/);
    await expect.poll(() => observed.outsideRequests).toEqual(["https://spool.invalid/x.png"]);
    await expect.poll(() => observed.webviewErrors.join()).toMatch(/said in the webview/);
  });

  test("a connection of the extension host to outside is written down", async () => {
    const { window, code } = bench();
    expect(code.hosts.connections).toEqual([]);
    await window.evaluate(() => {
      // Addresses that are nobody's: what is told is the attempt.
      for (const url of ["http://192.0.2.1/", "https://192.0.2.2/"]) void fetch(url).catch(() => undefined);
    });
    await expect.poll(() => code.hosts.connections.toSorted(), { timeout: 15_000 }).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test("a failure inside the extension host comes back with its words", async () => {
    const { window } = bench();
    const failing = window.evaluate(() => Promise.reject(new RangeError("out of it")));
    await expect(failing).rejects.toThrow("in the extension host: RangeError: out of it");
  });

  test("secrets outlive a reload, which brings a new extension host", async () => {
    const { window } = bench();
    const before = window.host().pid;
    await window.evaluate((vscode) => {
      const bridge = vscode.extensions.getExtension<BridgeExports>("spool-test.bridge");
      return bridge?.exports.secrets.store("kept", "a secret");
    });
    // VS Code says that it is stored before it is: the key comes from the server on first use.
    await expect.poll(() => window.page.evaluate(`localStorage.getItem("secrets.provider")`)).not.toBeNull();
    await window.reload();
    expect(window.host().pid).not.toBe(before);
    const kept = await window.evaluate((vscode) => {
      const bridge = vscode.extensions.getExtension<BridgeExports>("spool-test.bridge");
      return bridge?.exports.secrets.get("kept");
    });
    expect(kept).toBe("a secret");
  });

  test("it leaves a picture and its logs to a test that failed", async () => {
    const { window } = bench();
    await using folder = await temporaryDirectory();
    await window.saveEvidence(folder.path);
    expect((await readFile(join(folder.path, "window.png"))).subarray(1, 4).toString()).toBe("PNG");
    const files = await readdir(folder.path, { recursive: true });
    expect(files.filter((name) => name.endsWith("remoteexthost.log"))).not.toEqual([]);
    expect(files).toContain("server.log");
    expect(files).toContain("observed.json");
  });

  test("it looks as told", async () => {
    const { window } = bench();
    const colours = new Set<string>();
    for (const theme of Object.keys(themes) as Theme[]) {
      await setTheme(window, theme);
      const style = await window.page
        .locator(".monaco-workbench")
        .evaluate((element) => element.ownerDocument.defaultView?.getComputedStyle(element));
      colours.add(`${style?.color} on ${style?.backgroundColor}`);
    }
    expect(colours.size).toBe(4);
  });

  test("another window has an extension host of its own, and sees its folder", async () => {
    const { window, openAnother } = bench();
    await using folder = await temporaryDirectory();
    await writeFile(join(folder.path, "only.txt"), "one\n");
    await using other = await openAnother({ folder: folder.path, width: 900 });
    await openActivity(other.page, "Explorer");
    await treeRow(other.page, "only.txt").waitFor();
    expect(other.host().pid).not.toBe(window.host().pid);
    const seen = await other.evaluate(
      (vscode, name) => vscode.workspace.findFiles(name).then((files) => files.length),
      "*.txt",
    );
    expect(seen).toBe(1);
  });
});
