import { isJobWaiting } from "../../shared/machines/job.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Reads } from "../store/port.ts";

/** Agents whose account is closed until a person opens it. */
async function heldAgents(reads: Reads): Promise<ReadonlySet<string>> {
  const held = (await reads.lanes.list()).filter(({ closed }) => closed !== null && closed.until === null);
  return new Set(held.flatMap(({ agents }) => agents));
}

/** Whether one of them waits, and for a person: no time will let it go on. */
export async function someIsHeld(reads: Reads, jobs: readonly Pick<Job, "status" | "agent">[]): Promise<boolean> {
  const waiting = jobs.filter(({ status }) => isJobWaiting(status));
  if (waiting.length === 0) return false;
  const held = await heldAgents(reads);
  return waiting.some(({ agent }) => held.has(agent));
}
