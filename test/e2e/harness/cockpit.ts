import { discoverRunner } from "../../../runner/client/discovery.ts";
import type { TestBed } from "../../builders/runner.ts";
import { openActivity } from "./activity.ts";
import { runFromPalette } from "./palette.ts";
import { quickInput } from "./parts.ts";
import type { VsCodeWindow } from "./window.ts";

/**
 * Connects the cockpit to a runner as a person does: address and token typed into what the command asks. `through` is the
 * address of what stands in front of the runner, if something does.
 */
export async function connectCockpit(window: VsCodeWindow, bed: TestBed, through?: string): Promise<void> {
  const { page } = window;
  const runner = await discoverRunner(bed.config.runtime.dataDirectory);
  const { token } = runner;
  const url = through ?? runner.url;
  await openActivity(page, "Spool");
  await runFromPalette(page, "Spool: Connect to Runner");
  const title = (step: string) => page.locator(".quick-input-title", { hasText: step });
  await title("(1/2)").waitFor();
  await quickInput(page).fill(url);
  await page.keyboard.press("Enter");
  await title("(2/2)").waitFor();
  await quickInput(page).fill(token);
  await page.keyboard.press("Enter");
  await page.locator(".statusbar", { hasText: `Spool: connected to ${url}` }).waitFor();
}
