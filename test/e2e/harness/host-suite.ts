import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { format } from "node:util";
import { fileURLToPath } from "node:url";
import type { HostTest } from "../host/protocol.ts";
import { startBrowser } from "./browser.ts";
import { keepEvidence } from "./evidence.ts";
import { compileForHost } from "./stage-extensions.ts";
import { startVsCode, type VsCodeOptions } from "./vscode.ts";

const host = join(import.meta.dirname, "../host");

/**
 * Runs mocha files (paths of TypeScript sources) inside the extension host of a fresh VS Code that has a folder "ground"
 * open. Returns how each test ended; throws when the suite could not be run to its end. VS Code refuses modal dialogs
 * meanwhile.
 */
export async function runHostSuite(files: string[], options: VsCodeOptions): Promise<HostTest[]> {
  await using code = await startVsCode({
    ...options,
    env: {
      ...options.env,
      SPOOL_E2E_MOCHA: fileURLToPath(import.meta.resolve("mocha")),
    },
  });
  const compiled = join(code.directory, "suite");
  await compileForHost([join(host, "run-suite.ts"), ...files], compiled);
  const ground = join(code.directory, "ground");
  await mkdir(ground);
  await using started = await startBrowser();
  const page = await started.browser.newPage();
  const output: string[] = [];
  const ended = Promise.withResolvers<number>();
  // VS Code tells whoever runs tests through these two.
  await page.exposeFunction("codeAutomationLog", (_type: string, values: unknown[]) => output.push(format(...values)));
  await page.exposeFunction("codeAutomationExit", (status: number) => ended.resolve(status));
  const authority = `127.0.0.1:${code.port}`;
  const remote = (path: string) => ({ $mid: 1, scheme: "vscode-remote", authority, path });
  const development = {
    // VS Code runs tests only for an extension in development; the bridge is as good as any.
    extensions: [remote(code.bridge)],
    extensionTestsPath: remote(join(compiled, "run-suite.cjs")),
  };
  await page.addInitScript({ content: addDevelopmentOptions(development) });
  await page.goto(`http://${authority}/?folder=${encodeURIComponent(ground)}`, { waitUntil: "commit" });
  const timeout = AbortSignal.timeout(120_000);
  timeout.addEventListener("abort", () => ended.reject(timeout.reason));
  const { tests } = code.hosts;
  const status = await ended.promise.catch((error: unknown) => error);
  const failed = tests.some((one) => one.state === "failed");
  if (tests.length > 0 && status === (failed ? 1 : 0)) return tests;
  const kept = await keepEvidence(`suite-${files.map((file) => basename(file)).join("-")}`, async (folder) => {
    await page.screenshot({ path: join(folder, "window.png") });
    await code.saveLogs(folder);
  });
  throw new Error(`the suite did not run to its end (${String(status)}); see ${kept}\n${output.join("\n")}`);
}

/** A script for the page, before VS Code's own: adds to the configuration that VS Code reads from its document. */
function addDevelopmentOptions(options: object): string {
  return `new MutationObserver((_changes, watcher) => {
    const element = document.querySelector("#vscode-workbench-web-configuration");
    if (!element) return;
    watcher.disconnect();
    const configuration = JSON.parse(element.getAttribute("data-settings"));
    configuration.developmentOptions = { ...configuration.developmentOptions, ...${JSON.stringify(options)} };
    element.setAttribute("data-settings", JSON.stringify(configuration));
  }).observe(document, { childList: true, subtree: true });`;
}
