import { setTimeout as delay } from "node:timers/promises";
import { SpoolError } from "../../shared/errors.ts";
import type { NewEvent } from "../../shared/events/catalogue.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Run, StageName, StageOutcome } from "../../shared/model/run.ts";
import { firstLine } from "../../shared/text.ts";
import type { Core } from "../core/core.ts";
import type { Writes } from "../store/port.ts";

/** Events without their ids: the ledger knows which run they belong to. */
export type RunEvent = NewEvent extends infer Event
  ? Event extends NewEvent
    ? Omit<Event, "projectId" | "threadId" | "jobId" | "runId">
    : never
  : never;

export type RunChange =
  | Partial<Run>
  | ((run: Run, transaction: Writes, now: number) => Partial<Run> | Promise<Partial<Run>>);

/**
 * The only writer of one run. Every write checks the generation under which this runner holds it, and fails with
 * `lease_lost` once another holds it. A full disk is waited out: the agent's output is in files, nothing is lost by
 * writing later.
 */
export class RunLedger {
  readonly #core: Core;
  readonly #detached: AbortSignal;
  #run: Run;

  constructor(core: Core, run: Run, detached: AbortSignal) {
    this.#core = core;
    this.#run = run;
    this.#detached = detached;
  }

  /** The run as this ledger last wrote or read it. */
  get run(): Run {
    return this.#run;
  }

  get core(): Core {
    return this.#core;
  }

  now(): number {
    return this.#core.clock.now();
  }

  async job(): Promise<Job> {
    const job = await this.#core.store.read.jobs.get(this.#run.jobId);
    if (!job) throw new SpoolError("internal", `job ${this.#run.jobId} is gone`);
    return job;
  }

  /**
   * One transaction of this run: `change` is applied to its row, `events` are appended with its ids. `also` does what
   * belongs to the same moment. What depends on the row as it is (its progress above all) must be a function: output and
   * checkpoints are recorded side by side, and a copy read too early would put the other's field back.
   */
  async record(
    change: RunChange,
    events: readonly RunEvent[],
    also?: (transaction: Writes, now: number) => Promise<void>,
  ): Promise<void> {
    const { id, generation } = this.#run;
    this.#run = await this.#persist(async (transaction) => {
      const now = this.now();
      const fields =
        typeof change === "function"
          ? await change((await transaction.runs.get(id)) ?? this.#run, transaction, now)
          : change;
      const run = await transaction.runs.update(id, generation, fields);
      if (events.length > 0)
        await transaction.events.append(
          events.map((event) => this.#withSubject(event)),
          now,
        );
      await also?.(transaction, now);
      return run;
    });
  }

  async startStage(stage: StageName): Promise<void> {
    await this.record({ stage }, [{ type: "stage.started", data: { stage } }], async (transaction, now) => {
      await transaction.runs.startStage(this.#run.id, stage, now);
    });
  }

  /** `events` tell what the stage came to, in the same moment: a repeat of the stage after a kill does not tell it twice. */
  async endStage(stage: StageName, events: readonly RunEvent[]): Promise<void> {
    await this.record({}, events, (transaction) => this.closeStage(transaction, stage, "ok", null));
  }

  /** For a transaction in which more than the stage ends. */
  async closeStage(transaction: Writes, stage: StageName, outcome: StageOutcome, detail: string | null): Promise<void> {
    const now = this.now();
    const short = detail === null ? null : firstLine(detail, 500);
    const ended = await transaction.runs.endStage(this.#run.id, stage, { at: now, outcome, detail: short });
    const data = { stage, outcome, durationMs: Math.max(0, now - ended.startedAt), detail: short };
    await transaction.events.append([this.#withSubject({ type: "stage.ended", data })], now);
  }

  /** For events that are known only in the transaction that makes them true. */
  async tell(transaction: Writes, events: readonly RunEvent[], now: number): Promise<void> {
    if (events.length === 0) return;
    await transaction.events.append(
      events.map((event) => this.#withSubject(event)),
      now,
    );
  }

  async warn(code: string, text: string): Promise<void> {
    await this.record({}, [{ type: "warning", data: { code, text } }]);
  }

  #withSubject(event: RunEvent): NewEvent {
    const { id, jobId, threadId, projectId } = this.#run;
    return { ...event, projectId, threadId, jobId, runId: id };
  }

  async #persist<Result>(work: (transaction: Writes) => Promise<Result>): Promise<Result> {
    for (let pause = 100; ; pause = Math.min(pause * 2, 5_000)) {
      this.#detached.throwIfAborted();
      try {
        return await this.#core.store.write(work);
      } catch (error) {
        if (!isPassing(error)) throw error;
      }
      await delay(pause, undefined, { signal: this.#detached });
    }
  }
}

/** Failures of the disk that end when someone makes room or another process lets go. */
function isPassing(error: unknown): boolean {
  if (!SpoolError.is(error, "store_failed")) return false;
  const code = String(error.details?.sqlite);
  return code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_IOERR");
}
