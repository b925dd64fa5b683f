import type { BrowserContext, ConsoleMessage } from "playwright-core";

/** What a window did that nobody would see in it. */
export interface Observations {
  /** Errors that webviews wrote to the console or threw, violations of their content security policy among them. */
  webviewErrors: string[];
  /** What a content security policy refused, in the workbench and in webviews. */
  policyViolations: string[];
  /** The workbench's own errors: for whoever looks into a failure; VS Code has some of its own. */
  workbenchErrors: string[];
  /** Requests to anything but this machine. They fail in this browser; making them is the fault. */
  outsideRequests: string[];
}

const loopback = /^(https?|wss?):\/\/(127\.0\.0\.1|localhost)(:|\/)/;

/** Webviews live below an address of their own, or have none because their document was written. */
function isFromWebview(message: ConsoleMessage): boolean {
  const { url } = message.location();
  return /\/webview\/browser\/pre\/|vscode-resource|vscode-webview|fake\.html/.test(url) || url === "";
}

function isLocal(url: string): boolean {
  return loopback.test(url) || !/^(https?|wss?):/.test(url);
}

/** Writes down what happens in all pages of a context from now on. */
export function observe(context: BrowserContext): Observations {
  const seen: Observations = { webviewErrors: [], policyViolations: [], workbenchErrors: [], outsideRequests: [] };
  context.on("console", (message) => {
    const text = message.text();
    if (/content security policy/i.test(text)) seen.policyViolations.push(text);
    if (message.type() !== "error") return;
    (isFromWebview(message) ? seen.webviewErrors : seen.workbenchErrors).push(`${text} (${message.location().url})`);
  });
  context.on("weberror", (error) => seen.workbenchErrors.push(String(error.error().stack)));
  // Resources of webviews have addresses of vscode-cdn.net that VS Code's service worker answers: those go nowhere.
  context.on("response", (response) => {
    if (!isLocal(response.url()) && !response.fromServiceWorker()) seen.outsideRequests.push(response.url());
  });
  context.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (!isLocal(request.url()) && why.includes("NAME_NOT_RESOLVED")) seen.outsideRequests.push(request.url());
  });
  return seen;
}
