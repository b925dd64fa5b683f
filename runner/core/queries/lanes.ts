import type { LaneList, LaneView } from "../../../shared/api/views.ts";
import { laneState } from "../../../shared/machines/account-lane.ts";
import type { AccountLane } from "../../../shared/model/account-lane.ts";
import { agentsByAccount } from "../account-lanes.ts";
import type { Core } from "../core.ts";
import { type QueueFacts, readQueue } from "../dispatch.ts";

type LaneFacts = Pick<QueueFacts, "lanes" | "waiting" | "now">;

export function laneView(lane: AccountLane, facts: Pick<LaneFacts, "waiting" | "now">): LaneView {
  const waiting = facts.waiting.filter(({ agent }) => lane.agents.includes(agent)).length;
  return { ...lane, state: laneState(lane, facts.now), waiting };
}

/** Those that something waits behind, or would. */
export function closedLanes(facts: LaneFacts): LaneView[] {
  return [...facts.lanes.values()].filter(({ closed }) => closed !== null).map((lane) => laneView(lane, facts));
}

/** Of every account that an agent uses, and of every other one that is closed; by name. */
export async function laneList(core: Core): Promise<LaneList> {
  const reads = core.store.read;
  const seq = await reads.events.lastSeq();
  const facts = await readQueue(core, reads);
  const lanes = new Map<string, AccountLane>();
  for (const [account, agents] of agentsByAccount(core)) lanes.set(account, { ...untouched(account), agents });
  for (const lane of facts.lanes.values()) {
    if (lane.closed !== null || lanes.has(lane.account)) lanes.set(lane.account, lane);
  }
  const named = [...lanes.values()].toSorted((a, b) => (a.account < b.account ? -1 : 1));
  return { seq, lanes: named.map((lane) => laneView(lane, facts)) };
}

export function untouched(account: string): AccountLane {
  return { account, agents: [], closed: null, openedAt: null, openedBy: null };
}
