import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Store } from "../store/port.ts";

/** Prometheus metrics, fed by the event log: what the log does not say is not counted. */
export class Metrics implements Disposable {
  readonly #registry = new Registry();
  readonly #subscription: Disposable;
  readonly #refresh: () => Promise<void>;

  constructor(store: Store) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry, prefix: "spool_" });
    const jobs = new Gauge({ name: "spool_jobs", help: "Jobs by status", labelNames: ["status"], registers });
    this.#refresh = async () => {
      jobs.reset();
      for (const [status, number] of Object.entries(await store.read.jobs.counts())) jobs.set({ status }, number);
    };
    const events = new Counter({
      name: "spool_events_total",
      help: "Timeline events written, by type",
      labelNames: ["type"],
      registers,
    });
    const runs = new Counter({
      name: "spool_runs_total",
      help: "Runs that ended, by status",
      labelNames: ["status"],
      registers,
    });
    const stages = new Histogram({
      name: "spool_stage_seconds",
      help: "Duration of stages",
      labelNames: ["stage", "outcome"],
      buckets: [0.05, 0.2, 1, 5, 30, 120, 600, 1800, 7200],
      registers,
    });
    const cost = new Counter({ name: "spool_cost_usd_total", help: "Reported cost of ended runs", registers });
    const tokens = new Counter({
      name: "spool_tokens_total",
      help: "Tokens of ended runs",
      labelNames: ["kind"],
      registers,
    });
    this.#subscription = store.onCommit((batch: readonly TimelineEvent[]) => {
      for (const event of batch) {
        events.inc({ type: event.type });
        if (event.type === "stage.ended") {
          stages.observe({ stage: event.data.stage, outcome: event.data.outcome }, event.data.durationMs / 1000);
        }
        if (event.type === "run.ended") {
          runs.inc({ status: event.data.status });
          if (event.data.costUsd !== null) cost.inc(event.data.costUsd);
          for (const [kind, number] of Object.entries(event.data.tokens)) tokens.inc({ kind }, number);
        }
      }
    });
  }

  async render(): Promise<{ contentType: string; body: string }> {
    await this.#refresh();
    return { contentType: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    this.#registry.clear();
  }
}
