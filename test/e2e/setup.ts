import { rm } from "node:fs/promises";
import { evidencePlace } from "./harness/evidence.ts";
import { installBrowser, installVsCode } from "./runtime/install.ts";
import { supported } from "./runtime/versions.ts";

/** Installs what the tests in windows run on before the first of them, so that no test pays for it. */
export async function setup(): Promise<void> {
  await rm(evidencePlace, { recursive: true, force: true });
  if (!supported) return;
  for (const install of [installBrowser, () => installVsCode("newest"), () => installVsCode("oldest")]) await install();
}
