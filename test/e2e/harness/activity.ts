import type { Page } from "playwright-core";
import { activity } from "./parts.ts";

/** Shows a view container, whatever is shown now. */
export async function openActivity(page: Page, title: string): Promise<void> {
  const icon = activity(page, title);
  await icon.waitFor();
  const isShown = icon.and(page.locator(".action-item.checked .action-label"));
  // Its badge lies over the icon: both are in the entry that is clicked.
  if ((await isShown.count()) === 0) await icon.locator("..").click();
}
