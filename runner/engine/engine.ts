import { join } from "node:path";
import type { EventType, TimelineEvent } from "../../shared/events/catalogue.ts";
import { isJobActive } from "../../shared/machines/job.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Core } from "../core/core.ts";
import { releaseEndedDays } from "../core/commands/release-days.ts";
import { planDispatch, readQueue } from "../core/dispatch.ts";
import { claimJob, leaseMs, takeOverRun } from "./claim.ts";
import type { EnginePorts, RunContext } from "./context.ts";
import { executeRun } from "./execute.ts";
import { Expiry } from "./expiry.ts";
import { Housekeeping } from "./housekeeping.ts";
import { RunLedger } from "./ledger.ts";
import type { EngineObserver } from "./observer.ts";
import { Outbox } from "./outbox.ts";

interface ActiveRun {
  jobId: string;
  cancel: AbortController;
  detach: AbortController;
  finished: Promise<void>;
}

/** A run that could not be taken up, or whose end could not be recorded, is tried again after this, then twice as long. */
const takeUpPauseMs = 2_000;
const longestTakeUpPauseMs = 5 * 60_000;

const failedClaimPauseMs = 5_000;

/** After these the queue may have something to start. */
const dispatchTriggers = new Set<EventType>([
  "job.created",
  "job.status",
  "queue.resumed",
  "lane.opened",
  "job.agent_switched",
  "project.added",
  "project.updated",
  "thread.archived",
  "budget.extended",
  "approval.requested",
]);

/**
 * Dispatches jobs and drives their runs. Everything it knows is in the store; what is here is only who is being driven
 * right now. Stopping it ends no agent: the next engine on the same data takes them over.
 */
export class Engine {
  readonly #core: Core;
  readonly #ports: EnginePorts;
  readonly #observer: EngineObserver;
  readonly #active = new Map<string, ActiveRun>();
  /** Jobs between their claim and the start of their run: a reload must not take those for left alone. */
  readonly #taking = new Set<string>();
  readonly #outbox: Outbox;
  readonly #expiry: Expiry;
  readonly #housekeeping: Housekeeping;
  readonly #disposables = new DisposableStack();
  #dispatching: Promise<void> | undefined;
  #dispatchAgain = false;
  #wakeTimer: NodeJS.Timeout | undefined;
  /** By `performance.now()`. */
  #wakeDue = Number.POSITIVE_INFINITY;
  readonly #takeUpTimers = new Set<NodeJS.Timeout>();
  #recovered = false;
  #stopping = false;

  constructor(core: Core, ports: EnginePorts, observer: EngineObserver) {
    this.#core = core;
    this.#ports = ports;
    this.#observer = observer;
    this.#outbox = new Outbox(core, ports.workspaces, ports.settings, observer);
    this.#expiry = new Expiry(core, observer);
    this.#housekeeping = new Housekeeping(core, ports, observer);
  }

  get housekeeping(): Housekeeping {
    return this.#housekeeping;
  }

  /** Takes over what an earlier life left running, then dispatches. Returns how many runs were taken over. */
  async start(): Promise<number> {
    // Before the first run is taken up: the API is open, and a cancel in between must not be missed.
    this.#disposables.use(this.#core.store.onCommit((events) => this.#notice(events)));
    const recovered = await this.recover();
    this.#recovered = true;
    const renewal = setInterval(() => this.#renewLeases(), leaseMs / 3);
    this.#disposables.defer(() => clearInterval(renewal));
    this.#housekeeping.start();
    this.#outbox.wake();
    this.#expiry.wake();
    this.wake();
    return recovered;
  }

  /** Looks at the queue now. */
  wake(): void {
    if (this.#stopping || !this.#recovered) return;
    this.#dispatchAgain = true;
    this.#dispatching ??= this.#dispatch()
      .catch((error: unknown) => {
        this.#observer.problem("dispatch", error);
        this.#wakeAt(this.#core.clock.now() + failedClaimPauseMs);
      })
      .finally(() => {
        this.#dispatching = undefined;
        if (this.#dispatchAgain) this.wake();
      });
  }

  /** Stops claiming and lets go of every run; agents work on. */
  async stop(): Promise<number> {
    this.#stopping = true;
    clearTimeout(this.#wakeTimer);
    for (const timer of this.#takeUpTimers) clearTimeout(timer);
    this.#disposables.dispose();
    await this.#dispatching;
    const running = this.#active.size;
    for (const run of this.#active.values()) run.detach.abort();
    // A remote that does not answer would hold up the stop for minutes.
    this.#outbox.close();
    this.#ports.workspaces.interrupt();
    await Promise.allSettled([...this.#active.values()].map((run) => run.finished));
    await this.#outbox.stop();
    await this.#expiry.stop();
    await this.#housekeeping.stop();
    return running;
  }

  /** Drives what nobody drives: runs of a former life, and those whose project came back into the configuration. */
  async recover(): Promise<number> {
    let recovered = 0;
    for (const job of await this.#core.store.read.jobs.active()) {
      if (!this.#ports.settings.project(job.projectId)) continue;
      if (await this.#takeUp(job, takeUpPauseMs)) recovered += 1;
    }
    return recovered;
  }

  /** One run that cannot be taken up (a damaged row, a full disk) must not keep the others from it. */
  async #takeUp(job: Job, pauseMs: number): Promise<boolean> {
    // A reload may have taken it up since this was put off: two that drive one run would both write to its agent.
    if (this.#stopping || this.#isDriven(job.id)) return false;
    this.#taking.add(job.id);
    try {
      const taken = await takeOverRun(this.#core, job, this.#ports.settings.owner);
      if (taken) await this.#drive(taken.job, taken.run, pauseMs);
      else if (await this.#isActive(job.id)) this.#takeUpLater(job, pauseMs);
      return taken !== undefined;
    } catch (error) {
      this.#observer.problem(`taking up job ${job.id}`, error);
      this.#takeUpLater(job, pauseMs);
      return false;
    } finally {
      this.#taking.delete(job.id);
    }
  }

  #takeUpLater(job: Job, pauseMs: number): void {
    if (this.#stopping) return;
    const next = Math.min(2 * pauseMs, longestTakeUpPauseMs);
    const timer = setTimeout(() => {
      this.#takeUpTimers.delete(timer);
      void this.#takeUp(job, next);
    }, pauseMs);
    this.#takeUpTimers.add(timer);
  }

  /** Of a job that could not be taken: it has ended, or another runner's lease on it has not. */
  async #isActive(jobId: string): Promise<boolean> {
    const job = await this.#core.store.read.jobs.get(jobId);
    return job !== undefined && isJobActive(job.status) && job.owner !== null;
  }

  async #dispatch(): Promise<void> {
    while (this.#dispatchAgain && !this.#stopping) {
      this.#dispatchAgain = false;
      const dayEnds = await releaseEndedDays(this.#core);
      if (dayEnds !== undefined) this.#wakeAt(dayEnds);
      const plan = planDispatch(await readQueue(this.#core, this.#core.store.read));
      for (const { job, reason } of plan.entries) {
        if (reason.kind !== "starting" || this.#stopping) continue;
        await this.#claim(job);
      }
      if (plan.wakeAt !== undefined) this.#wakeAt(plan.wakeAt);
    }
  }

  async #claim(job: Job): Promise<void> {
    this.#taking.add(job.id);
    try {
      const claimed = await claimJob(this.#core, job, this.#ports.settings.owner);
      if (claimed) await this.#drive(claimed.job, claimed.run, takeUpPauseMs);
    } catch (error) {
      // Those behind it in the queue go on all the same.
      this.#observer.problem(`claiming job ${job.id}`, error);
      this.#wakeAt(this.#core.clock.now() + failedClaimPauseMs);
    } finally {
      this.#taking.delete(job.id);
    }
  }

  async #drive(job: Job, run: Run, pauseMs: number): Promise<void> {
    const project = await this.#core.store.read.projects.get(job.projectId);
    const projectSettings = this.#ports.settings.project(job.projectId);
    // Its project left the configuration in between. Its agent is left alone until the project is back.
    if (!project || !projectSettings) return;
    const cancel = new AbortController();
    const detach = new AbortController();
    if (job.cancelRequestedAt !== null) cancel.abort();
    const context: RunContext = {
      ...this.#ports,
      ledger: new RunLedger(this.#core, run, detach.signal),
      job,
      project,
      projectSettings,
      directory: join(this.#ports.settings.paths.runs, run.id),
      cancelled: cancel.signal,
      detached: detach.signal,
    };
    const finished = executeRun(context)
      .catch((error: unknown) => {
        this.#observer.problem(`run ${run.id}`, error);
        this.#takeUpLater(job, pauseMs);
      })
      .finally(() => {
        this.#active.delete(run.id);
        this.wake();
        this.#housekeeping.wake();
      });
    this.#active.set(run.id, { jobId: job.id, cancel, detach, finished });
    if (this.#stopping) detach.abort();
    // The request may have been committed between the claim and here.
    const current = await this.#core.store.read.jobs.get(job.id);
    if (current && current.cancelRequestedAt !== null) cancel.abort();
  }

  #isDriven(jobId: string): boolean {
    return this.#taking.has(jobId) || [...this.#active.values()].some((run) => run.jobId === jobId);
  }

  #notice(events: readonly TimelineEvent[]): void {
    for (const { type, jobId } of events) {
      if (type === "job.cancel_requested") {
        for (const run of this.#active.values()) if (run.jobId === jobId) run.cancel.abort();
      }
      if (dispatchTriggers.has(type)) this.wake();
      if (type === "outbox.requested") this.#outbox.wake();
      if (type === "approval.requested" && this.#recovered) this.#expiry.wake();
    }
  }

  /** The earliest of what was asked for counts; the look it leads to asks for the rest anew. */
  #wakeAt(time: number): void {
    // Never later than a minute: a clock that jumps must not make the queue wait for ever.
    const milliseconds = Math.min(Math.max(10, time - this.#core.clock.now()), 60_000);
    const due = performance.now() + milliseconds;
    if (this.#stopping || due >= this.#wakeDue) return;
    clearTimeout(this.#wakeTimer);
    this.#wakeDue = due;
    this.#wakeTimer = setTimeout(() => {
      this.#wakeDue = Number.POSITIVE_INFINITY;
      this.wake();
    }, milliseconds);
  }

  #renewLeases(): void {
    const until = this.#core.clock.now() + leaseMs;
    this.#core.store
      .write((transaction) => transaction.jobs.renewLeases(this.#ports.settings.owner, until))
      .catch((error: unknown) => this.#observer.problem("lease renewal", error));
  }
}
