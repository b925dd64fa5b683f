import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../.dev/build.ts";

/** Where failed tests leave what a person wants to see: a folder that git ignores. */
export const evidencePlace = join(root, ".vitest", "e2e");

type Save = (folder: string) => Promise<void>;

const offered = new Set<Save>();
let draft: string | undefined;
let closed = 0;

/** A window that cannot be pictured any more must not hide why its test failed. */
async function saveInto(folder: string, save: Save): Promise<void> {
  await mkdir(folder, { recursive: true });
  await save(folder).catch((error: unknown) => writeFile(join(folder, "evidence-failed.txt"), String(error)));
}

/**
 * Windows that are open when a test fails are asked for evidence. One that is closed within a test gives it when it
 * closes, because by the time the test is known to have failed it is gone.
 */
export function offerEvidence(save: Save): { close: () => Promise<void> } {
  offered.add(save);
  return {
    async close() {
      if (!offered.delete(save) || draft === undefined) return;
      closed += 1;
      await saveInto(join(draft, `closed-${closed}`), save);
    },
  };
}

/** Keeps evidence of what went wrong outside of a test. Returns the folder. */
export async function keepEvidence(name: string, save: Save): Promise<string> {
  const folder = join(evidencePlace, `${name}-${Date.now()}`);
  await saveInto(folder, save);
  return folder;
}

/** From now on windows that close give their evidence, until the test has ended. */
export async function beginEvidence(): Promise<void> {
  await mkdir(evidencePlace, { recursive: true });
  draft = await mkdtemp(join(evidencePlace, "draft-"));
}

/** Ends a test. Returns the folder with its evidence, when it is to be kept and there is any. */
export async function endEvidence(keepAs: string | undefined): Promise<string | undefined> {
  const folder = draft;
  draft = undefined;
  if (folder === undefined) return undefined;
  if (keepAs !== undefined) {
    for (const [index, save] of [...offered].entries()) await saveInto(join(folder, `open-${index + 1}`), save);
    if ((await readdir(folder)).length > 0) {
      const kept = join(evidencePlace, keepAs.replaceAll(/[^\w.-]+/g, "-").slice(0, 120));
      await rm(kept, { recursive: true, force: true });
      await rename(folder, kept);
      return kept;
    }
  }
  await rm(folder, { recursive: true, force: true });
  return undefined;
}
