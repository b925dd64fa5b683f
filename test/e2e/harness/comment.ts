import type { Locator, Page } from "playwright-core";
import { until } from "../../chaos/until.ts";
import { menuClick } from "./parts.ts";

/**
 * Opens the field for a comment on a line of a diff. The gutter's sign comes with a movement after the ranges were read.
 * The pointer is only moved: hovering would scroll the line into view, and out of a diff that scrolls by itself.
 */
export async function commentOn(page: Page, line: Locator): Promise<void> {
  const sign = page.locator(".modified .comment-range-glyph.line-hover").first();
  await until("the sign for a comment", async () => {
    const box = await line.boundingBox();
    if (!box) return false;
    await page.mouse.move(box.x + 2, box.y + 4);
    await page.mouse.move(box.x + 6, box.y + 8);
    return sign.isVisible();
  });
  await sign.click(menuClick);
  await page.locator(".review-widget .monaco-editor").first().waitFor();
}
