import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import type { JobStatus } from "../../../../shared/model/job.ts";
import { formatCost, formatDuration, plural } from "../../../../shared/units.ts";

/** What the last line of a terminal says while a run goes on: stage, time in it, cost. */
export class LiveState {
  #runId: string | null = null;
  #stage: string | null = null;
  #since = 0;
  #costUsd: number | null = null;
  #turns = 0;
  #waits: string | null = null;

  /** The stage that run is in, as far as its events said. */
  stageOf(event: TimelineEvent): string | null {
    return event.runId !== undefined && event.runId === this.#runId ? this.#stage : null;
  }

  apply(event: TimelineEvent): void {
    const runId = event.runId ?? null;
    if (event.type === "run.started") {
      this.#start(runId, null, event.at);
    } else if (event.type === "stage.started") {
      if (runId !== this.#runId) this.#start(runId, event.data.stage, event.at);
      this.#stage = event.data.stage;
      this.#since = event.at;
    } else if (event.type === "agent.usage") {
      this.#costUsd = event.data.costUsd;
      this.#turns = event.data.turns;
    } else if (event.type === "job.status") {
      this.#waits = waitText(event.data.to);
      if (this.#waits !== null) this.#since = event.at;
    } else if (event.type === "run.ended" && runId === this.#runId) {
      this.#runId = null;
    }
  }

  /** Null when nothing goes on. */
  text(now: number): string | null {
    const elapsed = formatDuration(now - this.#since);
    if (this.#waits !== null) return `${this.#waits} · ${elapsed}`;
    if (this.#runId === null) return null;
    const used = this.#turns === 0 ? [] : [formatCost(this.#costUsd), plural(this.#turns, "turn")];
    return [this.#stage ?? "starting", elapsed, ...used].join(" · ");
  }

  #start(runId: string | null, stage: string | null, at: number): void {
    this.#runId = runId;
    this.#stage = stage;
    this.#since = at;
    this.#costUsd = null;
    this.#turns = 0;
    this.#waits = null;
  }
}

function waitText(status: JobStatus): string | null {
  if (status === "waiting_approval") return "waits for an answer";
  return status === "queued" || status === "retry_queued" ? "waits in the queue" : null;
}
