import { discoverRunner } from "../../../runner/client/discovery.ts";
import type { TestBed } from "../../builders/runner.ts";
import { openActivity } from "./activity.ts";
import { runFromPalette } from "./palette.ts";
import { quickInput } from "./parts.ts";
import type { VsCodeWindow } from "./window.ts";

/** Connects the cockpit to a runner of this process. */
export async function connectCockpit(window: VsCodeWindow, bed: TestBed): Promise<void> {
  await connectTo(window, await discoverRunner(bed.config.runtime.dataDirectory));
}

/** Connects the cockpit to a runner as a person does: address and token typed into what the command asks. */
export async function connectTo(window: VsCodeWindow, runner: { url: string; token: string }): Promise<void> {
  const { page } = window;
  const { url, token } = runner;
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
