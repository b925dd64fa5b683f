import { startBrowser } from "./browser.ts";
import { startVsCode, type VsCode, type VsCodeOptions } from "./vscode.ts";
import { openWindow, type VsCodeWindow, type WindowOptions } from "./window.ts";

export interface Bench extends AsyncDisposable {
  code: VsCode;
  window: VsCodeWindow;
  /** Another window on the same VS Code, as a second client. */
  openAnother(options?: WindowOptions): Promise<VsCodeWindow>;
}

/** A VS Code, a browser, and one window. */
export async function startBench(options: VsCodeOptions & WindowOptions): Promise<Bench> {
  await using made = new AsyncDisposableStack();
  const [code, { browser }] = await Promise.all([
    startVsCode(options).then((started) => made.use(started)),
    startBrowser().then((started) => made.use(started)),
  ]);
  const window = made.use(await openWindow(browser, code, options));
  const owned = made.move();
  return {
    code,
    window,
    openAnother: (other = {}) => openWindow(browser, code, other),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
