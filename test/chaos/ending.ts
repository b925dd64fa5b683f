import { readFile } from "node:fs/promises";
import type { SpoolClient } from "../../runner/client/client.ts";
import type { Driver } from "./driver.ts";
import type { Follower } from "./follower.ts";
import type { Ground } from "./ground.ts";
import { broken } from "./invariants.ts";
import { until } from "./until.ts";

/** Who is there while the runner is killed. */
export interface Witnesses {
  driver: Driver;
  followers: readonly Follower[];
}

/**
 * Resolves when all that was handed in has ended, and what came of it: a message that was sent late made a job of its
 * own, of which the driver knows when the followers have heard of it.
 */
export async function allSettled(
  client: SpoolClient,
  { driver, followers }: Witnesses,
  limitMs: number,
): Promise<void> {
  await driver.settled(limitMs);
  await heardAll(client, followers);
  await driver.settled(limitMs);
}

async function heardAll(client: SpoolClient, followers: readonly Follower[]): Promise<void> {
  const { seq } = await client.api.status.query();
  await until("every client has everything", () => followers.every(({ lastSeq }) => lastSeq >= seq));
}

/** Waits until the runner has nothing left to do, stops it, and says which of its promises were broken. */
export async function ending(
  ground: Ground,
  client: SpoolClient,
  facts: Witnesses & { report: (line: string) => void },
): Promise<{ violations: string[]; runs: number; events: number }> {
  const { driver, followers, report } = facts;
  await ground.ready();
  await until("the pool is full and nothing is half done", async () => {
    const { worktrees } = await client.api.worktrees.list.query({ project: "demo" });
    const ready = worktrees.filter(({ state }) => state === "ready").length;
    return ready === 2 && worktrees.every(({ state }) => state === "ready" || state === "retained");
  });
  await heardAll(client, followers);
  const code = await ground.stop();
  const result = await broken(ground, driver, followers);
  if (code !== 0) result.violations.unshift(`the last runner ended with ${code}`);
  if (result.violations.length > 0) report((await readFile(ground.log, "utf8")).slice(-6_000));
  return result;
}
