import { SpoolError } from "../../shared/errors.ts";
import type { AccountLane } from "../../shared/model/account-lane.ts";
import type { BudgetKind, BudgetMeter } from "../../shared/model/budget.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Pause } from "../../shared/model/records.ts";
import type { Thread } from "../../shared/model/thread.ts";
import type { WaitReason } from "../../shared/wait-reason.ts";
import { nextDayAt } from "../../shared/budget/day.ts";
import { isUsedUp } from "../../shared/budget/meters.ts";
import type { Reads } from "../store/port.ts";
import type { Core, Limits } from "./core.ts";
import { metersOfToday } from "./budget.ts";
import { AccountPlan } from "./dispatch-accounts.ts";

export interface QueueFacts {
  /** In order of dispatch: priority, then age. */
  waiting: readonly Job[];
  active: readonly Job[];
  /** They wait for a person without a run; no lane counts them, but their thread does. */
  parked: readonly Job[];
  projects: ReadonlyMap<string, Project>;
  pauses: readonly Pause[];
  limits: Limits;
  /** By account. */
  lanes: ReadonlyMap<string, AccountLane>;
  /** For jobs whose thread depends on others: those that are not done. */
  unmetDependencies: ReadonlyMap<string, readonly string[]>;
  /** How far the budgets of the day are used, by project; of all projects together under null. */
  today: ReadonlyMap<string | null, readonly BudgetMeter[]>;
  /** When the next day begins. */
  nextDay: number;
  /** Threads and projects whose rows cannot be read; their jobs wait, everyone else's go on. */
  damaged: ReadonlySet<string>;
  now: number;
}

export interface QueueEntry {
  job: Job;
  /** 1 is next. */
  position: number;
  reason: WaitReason;
}

/** What should happen next to each waiting job: `starting` ones are to be claimed now, in this order. */
export function planDispatch(facts: QueueFacts): { entries: QueueEntry[]; wakeAt: number | undefined } {
  const lanes = new Lanes(facts);
  const accounts = new AccountPlan(facts);
  let wakeAt: number | undefined;
  const reasonOf = (job: Job): WaitReason => {
    const reason = reasonToWait(job, facts, accounts) ?? lanes.full(job, facts.projects) ?? { kind: "starting" };
    if (reason.kind !== "starting") return reason;
    lanes.take(job);
    accounts.take(job);
    return reason;
  };
  const last = new Set(facts.waiting.filter((job) => accounts.comesLast(job)));
  const reasons = new Map<Job, WaitReason>();
  for (const job of facts.waiting) if (!last.has(job)) reasons.set(job, reasonOf(job));
  for (const job of last) reasons.set(job, reasonOf(job));
  const entries = facts.waiting.map((job, index): QueueEntry => {
    const reason = reasons.get(job) ?? { kind: "starting" };
    const until =
      reason.kind === "backoff" || reason.kind === "account_closed" || reason.kind === "budget" ? reason.until : null;
    if (until !== null) wakeAt = Math.min(wakeAt ?? Infinity, until);
    return { job, position: index + 1, reason };
  });
  return { entries, wakeAt };
}

function reasonToWait(job: Job, facts: QueueFacts, accounts: AccountPlan): WaitReason | undefined {
  const broken = [job.projectId, job.threadId].find((id) => facts.damaged.has(id));
  if (broken !== undefined) return { kind: "damaged", id: broken };
  const project = facts.projects.get(job.projectId);
  if (!project || project.removedAt !== null) return { kind: "project_removed" };
  if (facts.pauses.some((pause) => pause.projectId === null)) return { kind: "paused", project: null };
  if (facts.pauses.some((pause) => pause.projectId === job.projectId)) return { kind: "paused", project: project.name };
  // Put off in the future: by a clock that was set back since. By the right one it would have waited long enough.
  const clockWasSetBack = job.updatedAt > facts.now;
  if (job.dueAt !== null && job.dueAt > facts.now && !clockWasSetBack) return { kind: "backoff", until: job.dueAt };
  const unmet = facts.unmetDependencies.get(job.threadId);
  if (unmet && unmet.length > 0) return { kind: "dependency", threadIds: [...unmet] };
  return dayBudgetReason(job, project, facts) ?? accounts.reason(job);
}

function dayBudgetReason(job: Job, project: Project, facts: QueueFacts): WaitReason | undefined {
  const usedUp = (meter: BudgetMeter) => isUsedUp(meter) && counts(job, meter.kind);
  const ofProject = facts.today.get(project.id)?.find(usedUp);
  const until = facts.nextDay;
  if (ofProject) return { kind: "budget", project: project.name, budget: ofProject.kind, until };
  const ofAll = facts.today.get(null)?.find(usedUp);
  return ofAll && { kind: "budget", project: null, budget: ofAll.kind, until };
}

/** A subscription's dollars are not counted. */
function counts(job: Job, kind: BudgetKind): boolean {
  return kind !== "usd" || job.billing !== "subscription";
}

/** The shared limits, counted over what is active and what this plan starts. */
class Lanes {
  readonly #limits: Limits;
  readonly #writers = new Map<string, string>();
  readonly #busy = new Map<string, string>();
  readonly #byProject = new Map<string, number>();
  readonly #byAgent = new Map<string, number>();
  readonly #parked: ReadonlySet<string>;
  #total = 0;

  constructor(facts: QueueFacts) {
    this.#limits = facts.limits;
    for (const job of facts.active) this.take(job);
    for (const job of facts.parked) this.#hold(job);
    this.#parked = new Set(facts.parked.map(({ id }) => id));
  }

  take(job: Job): void {
    this.#total += 1;
    this.#byProject.set(job.projectId, (this.#byProject.get(job.projectId) ?? 0) + 1);
    this.#byAgent.set(job.agent, (this.#byAgent.get(job.agent) ?? 0) + 1);
    this.#hold(job);
  }

  #hold(job: Job): void {
    this.#busy.set(job.threadId, job.id);
    if (job.writeMode === "workspace_write") this.#writers.set(job.threadId, job.id);
  }

  full(job: Job, projects: ReadonlyMap<string, Project>): WaitReason | undefined {
    const project = projects.get(job.projectId);
    if (!project) return { kind: "project_removed" };
    const others = project.allowReadOnlyParallel ? this.#writers : this.#busy;
    const other = others.get(job.threadId);
    if (other !== undefined && (job.writeMode === "workspace_write" || !project.allowReadOnlyParallel)) {
      return { kind: this.#parked.has(other) ? "thread_asks" : "thread_busy", jobId: other };
    }
    const { maxConcurrentJobs, agents } = this.#limits;
    if (this.#total >= maxConcurrentJobs) return { kind: "global_lane", limit: maxConcurrentJobs };
    if (project.maxJobs !== null && (this.#byProject.get(project.id) ?? 0) >= project.maxJobs) {
      return { kind: "project_lane", project: project.name, limit: project.maxJobs };
    }
    const agentLimit = agents.get(job.agent)?.maxJobs ?? null;
    if (agentLimit !== null && (this.#byAgent.get(job.agent) ?? 0) >= agentLimit) {
      return { kind: "agent_lane", agent: job.agent, limit: agentLimit };
    }
    return undefined;
  }
}

/** Everything `planDispatch` decides on, as it stands now. */
export async function readQueue(core: Core, reads: Reads): Promise<QueueFacts> {
  const waiting = await reads.jobs.waiting();
  const projects = new Map<string, Project>();
  const unmetDependencies = new Map<string, string[]>();
  const damaged = new Set<string>();

  async function readable<Entity>(id: string, get: (id: string) => Promise<Entity | undefined>) {
    try {
      return await get(id);
    } catch (error) {
      // One damaged row must not stop the dispatch of everything.
      if (!SpoolError.is(error, "corrupt_data")) throw error;
      damaged.add(id);
      return undefined;
    }
  }

  for (const job of waiting) {
    if (!projects.has(job.projectId)) {
      const project = await readable(job.projectId, (id) => reads.projects.get(id));
      if (project) projects.set(project.id, project);
    }
    if (unmetDependencies.has(job.threadId)) continue;
    const thread = await readable(job.threadId, (id) => reads.threads.get(id));
    const unmet: string[] = [];
    for (const id of thread?.dependsOn ?? []) {
      const other = await readable(id, (otherId) => reads.threads.get(otherId));
      const done = other ? await isDone(reads, other) : !damaged.has(id);
      if (!done) unmet.push(id);
    }
    unmetDependencies.set(job.threadId, unmet);
  }
  return {
    waiting,
    active: await reads.jobs.active(),
    parked: await reads.jobs.parked(),
    projects,
    pauses: await reads.pauses.list(),
    limits: core.limits(),
    lanes: new Map((await reads.lanes.list()).map((lane) => [lane.account, lane])),
    unmetDependencies,
    today: await metersOfToday(core, reads, await reads.projects.list()),
    nextDay: nextDayAt(core.clock.now(), core.limits().timeZone),
    damaged,
    now: core.clock.now(),
  };
}

/** Its last job succeeded, or someone put it away. A blocked, open or cancelled thread holds up what depends on it. */
async function isDone(reads: Reads, thread: Thread): Promise<boolean> {
  if (thread.status !== "idle") return thread.status === "archived";
  const newest = (await reads.jobs.forThread(thread.id)).findLast((job) => job.status !== "pending");
  return newest?.status === "succeeded";
}
