import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type * as vscodeApi from "vscode";
import { keepEvidence, offerEvidence } from "./evidence.ts";
import type { Host } from "./host-link.ts";
import { runFromPalette } from "./palette.ts";
import { type Observations, observe } from "./observations.ts";
import type { VsCode } from "./vscode.ts";

type Code = typeof vscodeApi;

export interface WindowOptions {
  /** Opened in it; none by default. */
  folder?: string;
  width?: number;
  height?: number;
}

export interface VsCodeWindow extends AsyncDisposable {
  page: Page;
  observed: Observations;
  /** Of the extension host that serves it now. */
  host(): Host;
  /**
   * Calls a function inside the extension host with `vscode`; values and result go as JSON. Its source is sent: it sees
   * nothing of the file that it stands in.
   */
  evaluate<Values extends unknown[], Result>(
    call: (vscode: Code, ...values: Values) => Result | PromiseLike<Result>,
    ...values: Values
  ): Promise<Result>;
  /** Loads the window anew, with a new extension host; resolves when that is there. */
  reload(): Promise<void>;
  /** The same by VS Code's own command, which lets it write down first what is open. */
  reloadByCommand(): Promise<void>;
  /** Writes pictures, page and logs into the folder. */
  saveEvidence(folder: string): Promise<void>;
}

async function within<Value>(limitMs: number, value: Promise<Value>, otherwise: string): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${otherwise} within ${limitMs / 1000} s`)), limitMs);
  try {
    return await Promise.race([value, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Opens a window and waits until it can be used and its extension host is there. Open them one after the other. */
export async function openWindow(browser: Browser, code: VsCode, options: WindowOptions = {}): Promise<VsCodeWindow> {
  await using made = new AsyncDisposableStack();
  const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = made.use(await browser.newContext({ viewport, locale: "en-US", timezoneId: "UTC" }));
  context.setDefaultTimeout(15_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: `http://127.0.0.1:${code.port}` });
  const observed = observe(context);
  const page = await context.newPage();
  let host: Host | undefined;

  async function whenUsable(go: () => Promise<unknown>): Promise<void> {
    const next = code.hosts.next();
    await go();
    await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: 60_000 });
    host = await within(60_000, next, "the extension host did not connect");
  }

  const window: VsCodeWindow = {
    page,
    observed,
    host() {
      if (!host) throw new Error("there is no extension host yet");
      return host;
    },
    evaluate: async (call, ...values) => (await window.host().call(String(call), values)) as never,
    reload: () => whenUsable(() => page.reload({ waitUntil: "commit" })),
    reloadByCommand: () => whenUsable(() => runFromPalette(page, "Developer: Reload Window")),
    async saveEvidence(folder) {
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, "window.png") });
      await writeFile(join(folder, "observed.json"), JSON.stringify(observed, undefined, 2));
      await code.saveLogs(folder);
    },
    async [Symbol.asyncDispose]() {
      await offer.close();
      await owned.disposeAsync();
    },
  };
  const folder = options.folder === undefined ? "" : `?folder=${encodeURIComponent(options.folder)}`;
  try {
    await whenUsable(() => page.goto(`http://127.0.0.1:${code.port}/${folder}`, { waitUntil: "commit" }));
  } catch (error) {
    const kept = await keepEvidence("window-did-not-open", (place) => window.saveEvidence(place));
    throw new Error(`the window did not open; what it looked like: ${kept}`, { cause: error });
  }
  const offer = offerEvidence((place) => window.saveEvidence(place));
  const owned = made.move();
  return window;
}
