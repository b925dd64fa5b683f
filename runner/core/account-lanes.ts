import type { Refusal } from "../../shared/machines/account-lane.ts";
import { closureAfter, laneState } from "../../shared/machines/account-lane.ts";
import { isJobActive, isJobParked } from "../../shared/machines/job.ts";
import type { EventSubject } from "../../shared/events/catalogue.ts";
import type { AccountLane } from "../../shared/model/account-lane.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Writes } from "../store/port.ts";
import type { Core } from "./core.ts";
import { refreshThread } from "./transitions.ts";

/** The account of an agent. One that is not configured any more has an account of its own. */
function accountOf(core: Core, agent: string): string {
  return core.limits().agents.get(agent)?.account ?? agent;
}

/** Every account that a configured agent uses, with the names of those agents. */
export function agentsByAccount(core: Core): Map<string, string[]> {
  const accounts = new Map<string, string[]>();
  for (const [agent, { account }] of core.limits().agents) {
    accounts.set(account, [...(accounts.get(account) ?? []), agent]);
  }
  return accounts;
}

/**
 * Closes the account's lane after a run of `agent` was refused, with its event. Returns until when the lane is closed
 * now, null for until a person opens it; undefined when it is not closed.
 */
export async function closeLane(
  core: Core,
  transaction: Writes,
  refused: { agent: string; refusal: Refusal; subject: EventSubject; now: number },
): Promise<number | null | undefined> {
  const { agent, refusal, subject, now } = refused;
  const account = accountOf(core, agent);
  const before = await transaction.lanes.get(account);
  const baseMs = core.limits().retryBaseMs;
  const closed = closureAfter(before, refusal, { now, random: core.random(), baseMs });
  if (closed === undefined) return laneState(before, now) === "open" ? undefined : before?.closed?.until;
  const agents = [...new Set([agent, ...(agentsByAccount(core).get(account) ?? [])])];
  const { openedAt = null, openedBy = null } = before ?? {};
  await transaction.lanes.put({ account, agents, closed, openedAt, openedBy });
  const { kind, until, words, inARow } = closed;
  const data = { account, kind, until, words, inARow };
  await transaction.events.append([{ type: "lane.closed", ...subject, data }], now);
  // Those that no time will let go on wait for a person from here on, and their threads say so.
  if (until === null) await refreshWaiting(transaction, agents, now);
  return until;
}

/** The vendor answered a run: when it was one that was let through to try, everything may go on. */
export async function noteAnswer(
  core: Core,
  transaction: Writes,
  answered: { agent: string; jobId: string; subject: EventSubject; now: number },
): Promise<void> {
  const { agent, jobId, subject, now } = answered;
  const lane = await transaction.lanes.get(accountOf(core, agent));
  if (!lane || lane.closed?.probe !== jobId || laneState(lane, now) !== "probing") return;
  await openWholly(transaction, lane, { by: "spool", subject, now });
}

/** The lane as it is after everything may go on. */
export async function openWholly(
  transaction: Writes,
  lane: AccountLane,
  { by, subject, now }: { by: string; subject: EventSubject; now: number },
): Promise<AccountLane> {
  const open = { ...lane, closed: null, openedAt: now, openedBy: by };
  await transaction.lanes.put(open);
  const data = { account: lane.account, by, tried: false };
  await transaction.events.append([{ type: "lane.opened", ...subject, data }], now);
  if (lane.closed?.until === null) await refreshWaiting(transaction, lane.agents, now);
  return open;
}

/** Lets one job through to try, whatever the lane's time; the others follow when the vendor answers it. */
export async function openForTry(
  transaction: Writes,
  lane: AccountLane,
  { by, now }: { by: string; now: number },
): Promise<AccountLane> {
  const { closed, account } = lane;
  if (!closed) return lane;
  // Its beginning, not now: should the clock be set back, it is over all the same.
  const tried = { ...lane, closed: { ...closed, until: closed.since }, openedAt: now, openedBy: by };
  await transaction.lanes.put(tried);
  await transaction.events.append([{ type: "lane.opened", data: { account, by, tried: true } }], now);
  if (closed.until === null) await refreshWaiting(transaction, lane.agents, now);
  return tried;
}

/** Whether a job may be claimed as far as its account goes; the one that tries is written down in the lane. */
export async function passLane(core: Core, transaction: Writes, job: Job, now: number): Promise<boolean> {
  const lane = await transaction.lanes.get(accountOf(core, job.agent));
  if (!lane?.closed) return true;
  switch (laneState(lane, now)) {
    case "open":
      return true;
    case "closed":
      return false;
    case "probing": {
      const { probe } = lane.closed;
      const other = probe === null ? undefined : await transaction.jobs.get(probe);
      if (other && isProbing(other)) return false;
      await transaction.lanes.put({ ...lane, closed: { ...lane.closed, probe: job.id } });
      return true;
    }
  }
}

/** Only while a run holds it: one that waits for a person or for its next run tries nothing. */
function isProbing(job: Pick<Job, "status" | "owner">): boolean {
  return isJobActive(job.status) && !isJobParked(job);
}

/** After a change of the configuration: which agents an account has. One that none uses any more is forgotten. */
export async function syncLanes(core: Core): Promise<void> {
  await core.store.write(async (transaction) => {
    const now = core.clock.now();
    const accounts = agentsByAccount(core);
    for (const lane of await transaction.lanes.list()) {
      const agents = accounts.get(lane.account);
      if (agents === undefined) await transaction.lanes.remove(lane.account);
      else if (agents.join("\n") === lane.agents.join("\n")) continue;
      else await transaction.lanes.put({ ...lane, agents });
      if (lane.closed?.until === null) await refreshWaiting(transaction, [...lane.agents, ...(agents ?? [])], now);
    }
  });
}

async function refreshWaiting(transaction: Writes, agents: readonly string[], now: number): Promise<void> {
  const waiting = (await transaction.jobs.waiting()).filter((job) => agents.includes(job.agent));
  for (const threadId of new Set(waiting.map((job) => job.threadId))) await refreshThread(transaction, threadId, now);
}
