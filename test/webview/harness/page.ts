/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import type { Browser, Page } from "playwright-core";
import { root } from "../../../.dev/build.ts";
import { panelPage } from "../../../extension/common/panels/page.ts";
import type { PanelContract, RequestMessage } from "../../../shared/panels/rpc.ts";
import { type Observations, observe } from "../../e2e/harness/observations.ts";
import type { Theme } from "../../e2e/harness/settings.ts";
import { serve } from "./serve.ts";
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
    /** Answered in the page itself: by way of `answers`, the browser's debugger takes a tenth of a second. */
    atOnce?: { [Name in keyof Contract["requests"]]?: Contract["requests"][Name]["output"] };
    /** What identifies the panel. */
    state?: object;
    theme?: Theme;
    width?: number;
    height?: number;
    reducedMotion?: boolean;
  },
): Promise<ScreenPage<Contract>> {
  const { screen, answers, atOnce = {}, state = {}, theme = "dark", width = 900, height = 900 } = options;
  await using made = new AsyncDisposableStack();
  const server = made.use(
    await serve(async (asked) => {
      const path = normalize(asked);
      if (path === "/") {
        const parts = { file: (name: string) => `/${name}`, source: "'self'", nonce: "test", screen, state };
        return { type: "text/html", body: panelPage(parts) };
      }
      const type = types[extname(path)];
      return type === undefined ? undefined : { type, body: await readFile(join(root, "dist/webview", path)) };
    }),
  );
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
  await page.addInitScript(standIn, { theme: themes[theme], atOnce });
  await page.goto(server.address);
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
function standIn({ theme, atOnce }: { theme: (typeof themes)[Theme]; atOnce: Record<string, unknown> }): void {
  const { className, kind, variables } = theme;
  // Before the page's script, which the parser holds back until it is done with the page.
  document.addEventListener("readystatechange", () => {
    if (document.readyState !== "interactive") return;
    for (const [name, value] of Object.entries(variables)) document.documentElement.style.setProperty(name, value);
    document.body.className = className;
    document.body.dataset["vscodeThemeKind"] = kind;
  });
  const key = "state";
  const given = {
    postMessage(message: RequestMessage) {
      const { id, name } = message;
      if (Object.hasOwn(atOnce, name)) window.postMessage({ type: "answer", id, value: atOnce[name] }, "*");
      else (window as unknown as { spoolAsks(asked: RequestMessage): void }).spoolAsks(message);
    },
    getState: () => JSON.parse(sessionStorage.getItem(key) ?? "null") as unknown,
    setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  Object.assign(window, { acquireVsCodeApi: () => given });
}
