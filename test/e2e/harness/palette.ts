import { errors, type Page } from "playwright-core";
import { quickInput, quickPickRow } from "./parts.ts";

/** Runs a command as a person does. Repeats the key: an editor that is still taking the focus can swallow it. */
export async function runFromPalette(page: Page, title: string): Promise<void> {
  const input = quickInput(page);
  for (let left = 5; ; left--) {
    await page.keyboard.press("F1");
    try {
      await input.waitFor({ timeout: 3000 });
      break;
    } catch (error) {
      if (!(error instanceof errors.TimeoutError) || left === 0) throw error;
    }
  }
  await input.fill(`>${title}`);
  await quickPickRow(page, title).first().click();
}
