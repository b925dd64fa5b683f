import { startCrowd } from "../../builders/showcase/crowd.ts";
import { startShowcase } from "../../builders/showcase/showcase.ts";
import { startGates } from "../../builders/showcase/gates.ts";
import { startTestBed, type TestBed } from "../../builders/runner.ts";

/** What there is to be seen: nobody connected, nothing yet, a usual day, far too much, a runner that is gone. */
export const scenes = {
  disconnected: async () => undefined,
  empty: () => startTestBed({ project: { name: "shop" } }).then(alone),
  typical: startShowcase,
  overfull: startCrowd,
  gates: startGates,
  offline: () => startShowcase().then(leave),
} satisfies Record<string, () => Promise<Scene | undefined>>;

export type SceneName = keyof typeof scenes;

/** A runner in a certain state. */
export interface Scene extends AsyncDisposable {
  bed: TestBed;
  /** Done when the window has seen all there is. */
  afterwards?: () => Promise<void>;
}

function alone(bed: TestBed): Scene {
  return { bed, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

function leave(scene: Scene): Scene {
  const { bed } = scene;
  return { bed, afterwards: () => bed.runner.stop(), [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() };
}
