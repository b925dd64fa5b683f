import { rm } from "node:fs/promises";
import { evidencePlace } from "./harness/evidence.ts";
import { installBrowser, installVsCode } from "./runtime/install.ts";
import { supported } from "./runtime/versions.ts";

let installed: Promise<unknown> = Promise.resolve();

/** Begins to install what the tests in windows run on. They come last: until then there is time, mostly spent waiting. */
export async function setup(): Promise<void> {
  await rm(evidencePlace, { recursive: true, force: true });
  if (supported) {
    // A test that needs it before it is there waits for it; one that finds it failed tries again, and says why.
    installed = installAll().catch(() => undefined);
  }
}

export async function teardown(): Promise<void> {
  await installed;
}

async function installAll(): Promise<void> {
  await installBrowser();
  await installVsCode("newest");
  await installVsCode("oldest");
}
