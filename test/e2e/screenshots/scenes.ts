import { startCrowd } from "../../builders/showcase/crowd.ts";
import { startShowcase } from "../../builders/showcase/showcase.ts";
import { startTestBed, type TestBed } from "../../builders/runner.ts";

/** What there is to be seen: nobody connected, nothing yet, a usual day, far too much. */
export const scenes = {
  disconnected: async () => undefined,
  empty: () => startTestBed({ project: { name: "shop" } }).then(alone),
  typical: startShowcase,
  overfull: startCrowd,
} satisfies Record<string, () => Promise<Scene | undefined>>;

export type SceneName = keyof typeof scenes;

/** A runner in a certain state. */
export interface Scene extends AsyncDisposable {
  bed: TestBed;
}

function alone(bed: TestBed): Scene {
  return { bed, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}
