import { type Browser, chromium } from "playwright-core";
import { installBrowser } from "../runtime/install.ts";
import { ownDirectory } from "./own-directory.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // No name but this machine's own means anything.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** A browser without a display, which reaches nothing but this machine. */
export async function startBrowser(): Promise<{ browser: Browser } & AsyncDisposable> {
  const { executable, environment } = await installBrowser();
  await using made = new AsyncDisposableStack();
  const { path: home } = made.use(await ownDirectory());
  const browser = await chromium.launch({
    executablePath: executable,
    args: flags,
    env: { PATH: process.env["PATH"], LANG: "C.UTF-8", HOME: home, XDG_CACHE_HOME: home, ...environment },
  });
  made.use(browser);
  const owned = made.move();
  return { browser, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
