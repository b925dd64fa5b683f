import type { FrameLocator, Page } from "playwright-core";
import { until } from "../../chaos/until.ts";

/**
 * The document of the visible webview in which `selector` matches something, once it is there. Webviews look alike from
 * outside: what is in them tells them apart.
 */
export async function webview(page: Page, selector: string): Promise<FrameLocator> {
  return until(`a webview with ${selector}`, () => find(page, selector), 15_000);
}

async function find(page: Page, selector: string): Promise<FrameLocator | undefined> {
  for (const outer of await page.locator("iframe.webview.ready").all()) {
    if (!(await outer.isVisible())) continue;
    const document = outer.contentFrame().frameLocator("iframe#active-frame");
    if ((await document.locator(selector).count()) > 0) return document;
  }
  return undefined;
}
