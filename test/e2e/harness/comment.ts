import type { Locator, Page } from "playwright-core";
import { until } from "../../chaos/until.ts";
import { menuClick } from "./parts.ts";

/** Opens the field for a comment on a line of a diff. The gutter's sign comes with a movement after the ranges were read. */
export async function commentOn(page: Page, line: Locator): Promise<void> {
  const sign = page.locator(".modified .comment-range-glyph.line-hover").first();
  await until("the sign for a comment", async () => {
    await line.hover({ position: { x: 2, y: 4 } });
    await line.hover({ position: { x: 6, y: 8 } });
    return sign.isVisible();
  });
  await sign.click(menuClick);
  await page.locator(".review-widget .monaco-editor").first().waitFor();
}
