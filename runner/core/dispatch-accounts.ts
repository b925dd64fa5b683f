import { laneState } from "../../shared/machines/account-lane.ts";
import type { AccountLane } from "../../shared/model/account-lane.ts";
import type { Job } from "../../shared/model/job.ts";
import type { WaitReason } from "../../shared/wait-reason.ts";
import type { Limits } from "./core.ts";

/** What the plan of one dispatch has to ask of account lanes: which are closed, and who tries one. */
export class AccountPlan {
  readonly #limits: Limits;
  readonly #lanes: ReadonlyMap<string, AccountLane>;
  readonly #now: number;
  /** The job that tries each account, at work already or chosen in this plan. */
  readonly #probes = new Map<string, string>();

  constructor(facts: { limits: Limits; lanes: ReadonlyMap<string, AccountLane>; active: readonly Job[]; now: number }) {
    this.#limits = facts.limits;
    this.#lanes = facts.lanes;
    this.#now = facts.now;
    const active = new Set(facts.active.map(({ id }) => id));
    for (const { account, closed } of facts.lanes.values()) {
      const probe = closed?.probe ?? null;
      if (probe !== null && active.has(probe)) this.#probes.set(account, probe);
    }
  }

  /** Nothing when the job may start as far as its account goes. */
  reason(job: Job): WaitReason | undefined {
    const lane = this.#laneOf(job);
    if (!lane?.closed) return undefined;
    const { account, closed } = lane;
    switch (laneState(lane, this.#now)) {
      case "open":
        return undefined;
      case "closed":
        return { kind: "account_closed", account, limit: closed.kind, until: closed.until };
      case "probing": {
        const probe = this.#probes.get(account);
        return probe === undefined ? undefined : { kind: "account_probe", account, jobId: probe };
      }
    }
  }

  /**
   * The job over which the lane was closed lets another one try: were it refused for its own sake, time and again, it
   * would hold up all of them.
   */
  comesLast(job: Job): boolean {
    const lane = this.#laneOf(job);
    return laneState(lane, this.#now) === "probing" && lane?.closed?.jobId === job.id;
  }

  take(job: Job): void {
    const lane = this.#laneOf(job);
    if (lane && laneState(lane, this.#now) === "probing") this.#probes.set(lane.account, job.id);
  }

  #laneOf({ agent }: Job): AccountLane | undefined {
    return this.#lanes.get(this.#limits.agents.get(agent)?.account ?? agent);
  }
}
