/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Browser, Page } from "playwright-core";
import { root } from "../../../.dev/build.ts";
import { panelPage } from "../../../extension/common/panels/page.ts";
import type { PanelContract, RequestMessage } from "../../../shared/panels/rpc.ts";
import { type Observations, observe } from "../../e2e/harness/observations.ts";
import type { Theme } from "../../e2e/harness/settings.ts";
import { themes } from "./themes.ts";

/** Answers the requests of a screen in place of the extension. */
export type Answers<Contract extends PanelContract> = {
  -readonly [Name in keyof Contract["requests"]]?: (
    input: Contract["requests"][Name]["input"],
  ) => Contract["requests"][Name]["output"] | Promise<Contract["requests"][Name]["output"]>;
};

export interface ScreenPage<Contract extends PanelContract> extends AsyncDisposable {
  page: Page;
  observed: Observations;
  /** Every request with its input, in order. */
  asked: { name: string; input: unknown }[];
  push(push: Contract["push"]): Promise<void>;
}

const types: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
  ".html": "text/html",
};

/** A screen in a plain page of a browser, under the policy and in the colours that VS Code gives it. */
export async function openScreen<Contract extends PanelContract>(
  browser: Browser,
  options: {
    screen: string;
    answers: Answers<Contract>;
    /** What identifies the panel. */
    state?: object;
    theme?: Theme;
    width?: number;
    height?: number;
    reducedMotion?: boolean;
  },
): Promise<ScreenPage<Contract>> {
  const { screen, answers, state = {}, theme = "dark", width = 900, height = 900 } = options;
  await using made = new AsyncDisposableStack();
  const server = createServer((request, response) => {
    void (async () => {
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      const type = types[extname(path)];
      if (path === "/") {
        const parts = { file: (name: string) => `/${name}`, source: "'self'", nonce: "test", screen, state };
        response.setHeader("content-type", "text/html").end(panelPage(parts));
        return;
      }
      if (!type) {
        response.writeHead(404).end();
        return;
      }
      response.setHeader("content-type", type).end(await readFile(join(root, "dist/webview", path)));
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  made.defer(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  made.defer(async () => server.closeAllConnections());
  const context = made.use(
    await browser.newContext({
      viewport: { width, height },
      locale: "en-US",
      timezoneId: "UTC",
      reducedMotion: options.reducedMotion === false ? "no-preference" : "reduce",
    }),
  );
  context.setDefaultTimeout(10_000);
  const observed = observe(context);
  const page = await context.newPage();
  const asked: { name: string; input: unknown }[] = [];
  const send = async (message: object) => {
    // A page that was closed or loaded anew meanwhile waits for nothing.
    await page.evaluate((data) => window.postMessage(data, "*"), message).catch(() => undefined);
  };
  await page.exposeFunction("spoolAsks", async ({ id, name, input }: RequestMessage) => {
    asked.push({ name, input });
    try {
      const answer = answers[name];
      if (!answer) throw new Error(`nobody answers ${name}`);
      await send({ type: "answer", id, value: (await answer(input)) ?? null });
    } catch (error) {
      await send({ type: "failure", id, error: { code: "internal", message: (error as Error).message } });
    }
  });
  await page.addInitScript(standIn, themes[theme]);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const owned = made.move();
  return {
    page,
    observed,
    asked,
    push: (push) => send({ type: "push", push }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Runs in the page before its script: what VS Code gives a webview. */
function standIn({ className, kind, variables }: (typeof themes)[Theme]): void {
  // Before the page's script, which the parser holds back until it is done with the page.
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = className;
    document.body.dataset["vscodeThemeKind"] = kind;
  });
  const key = "state";
  const given = {
    postMessage: (message: unknown) => void (window as unknown as { spoolAsks(m: unknown): void }).spoolAsks(message),
    getState: () => JSON.parse(sessionStorage.getItem(key) ?? "null") as unknown,
    setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => given });
}
