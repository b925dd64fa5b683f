import { join } from "node:path";
import type { SpoolClient } from "../../../runner/client/client.ts";
import { preciseNow } from "../harness/bench.ts";
import { until } from "./condition.ts";

export const stampProgram = join(import.meta.dirname, "../programs/stamp.sh");

/** An agent that writes down when it runs and then stays for `seconds`. */
export function stampAgent(seconds: number): object {
  return { adapter: "command", command: ["/bin/sh", stampProgram, String(seconds)] };
}

export function benchProject(name: string, repo: string, pool: number): object {
  const jobType = { agent: "stamp", publish: "none", retry_limit: 0, verify: [] };
  return { name, repo, worktrees: { pool }, job_types: { implement: jobType } };
}

/** Waits until no job is at work and each pool is full. */
export async function idle(client: SpoolClient, pools: Record<string, number>): Promise<void> {
  await until("an idle runner with full pools", 300_000, async () => {
    const { active, waiting } = await client.api.status.query();
    if (active.length + waiting.length > 0) return false;
    for (const [project, pool] of Object.entries(pools)) {
      const { worktrees } = await client.api.worktrees.list.query({ project });
      if (worktrees.filter(({ state }) => state === "ready").length < pool) return false;
      if (worktrees.some(({ state }) => state === "provisioning")) return false;
    }
    return true;
  });
}

export interface Dispatched {
  /** From the call of `threads.start` to its answer, milliseconds; of the slowest of several. */
  acknowledgedMs: number;
  /** From its answer until the agent ran; until the last one ran, counted from the first answer. */
  runningMs: number;
  /** From the call until the last agent ran. */
  wholeMs: number;
  /** How many of them got a warm worktree. */
  warm: number;
}

/** Starts so many threads at once and waits until each one's agent has told when it began to run, and has ended. */
export async function dispatch(client: SpoolClient, project: string, count: number): Promise<Dispatched> {
  const { lastSeq } = await client.api.events.list.query({ limit: 1 });
  const stop = new AbortController();
  const starts = new Map<string, number>();
  const jobs = new Set<string>();
  let warm = 0;
  const called = preciseNow();
  const answers = await Promise.all(
    Array.from({ length: count }, async () => {
      const { job } = await client.api.threads.start.mutate({ project, instruction: "say when you run" });
      jobs.add(job.id);
      return preciseNow();
    }),
  );
  const patience = AbortSignal.any([stop.signal, AbortSignal.timeout(120_000)]);
  const ended = new Set<string>();
  for await (const event of client.followEvents({}, { after: lastSeq, signal: patience })) {
    if (event.type === "reset" || event.jobId === undefined || !jobs.has(event.jobId)) continue;
    if (event.type === "worktree.ready" && event.data.warm) warm += 1;
    if (event.type === "agent.message" && !starts.has(event.jobId)) {
      starts.set(event.jobId, Number(event.data.text.trim()) / 1e6);
    }
    if (event.type === "run.ended") ended.add(event.jobId);
    if (ended.size === count) break;
  }
  if (starts.size < count) throw new Error(`${starts.size} of ${count} agents ran`);
  const last = Math.max(...starts.values());
  return {
    acknowledgedMs: Math.max(...answers) - called,
    runningMs: last - Math.min(...answers),
    wholeMs: last - called,
    warm,
  };
}
