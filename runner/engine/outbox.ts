import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { toSpoolError } from "../../shared/errors.ts";
import { retryDelay } from "../../shared/machines/backoff.ts";
import type { EventSubject } from "../../shared/events/catalogue.ts";
import type { OutboxEntry } from "../../shared/model/records.ts";
import { firstLine } from "../../shared/text.ts";
import type { Core } from "../core/core.ts";
import type { Writes } from "../store/port.ts";
import type { EngineObserver } from "./observer.ts";
import type { EngineSettings, Workspaces } from "./ports.ts";

/** Tries of one effect before a human has to look; with the back-off about twenty minutes. */
const attemptsAllowed = 6;

/** Nothing is looked at less often: a timer does not notice that the clock was set. */
const longestSleepMs = 60_000;
/** After a look that failed, for example because the disk is full. */
const failedSleepMs = 5_000;

/** Projects whose effects are made side by side. */
const mostLanes = 4;

const pushPayload = z.object({ projectId: z.string(), branch: z.string(), commit: z.string() });

/**
 * Makes the outside effects that transactions asked for, each looked up before it is repeated: those of one project in
 * order, one after the other, and those of different projects side by side, since one's remote may not answer for minutes.
 */
export class Outbox {
  readonly #core: Core;
  readonly #workspaces: Workspaces;
  readonly #settings: EngineSettings;
  readonly #observer: EngineObserver;
  /** What is being made, by project. */
  readonly #lanes = new Map<string, Promise<void>>();
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again = false;
  /** Fires when nothing more is to be begun. */
  readonly #closing = new AbortController();

  constructor(core: Core, workspaces: Workspaces, settings: EngineSettings, observer: EngineObserver) {
    this.#core = core;
    this.#workspaces = workspaces;
    this.#settings = settings;
    this.#observer = observer;
  }

  /** Looks for due entries now. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#working ??= this.#work()
      .catch((error: unknown) => {
        this.#observer.problem("outbox", error);
        this.#wakeIn(failedSleepMs);
      })
      .finally(() => {
        this.#working = undefined;
        // Asked for between the last look and here: nobody else would look again.
        if (this.#again) this.wake();
      });
  }

  /** Begins nothing more; what is being made is not waited for yet. */
  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
  }

  get #stopped(): boolean {
    return this.#closing.signal.aborted;
  }

  async stop(): Promise<void> {
    this.close();
    await this.#working;
    await Promise.all(this.#lanes.values());
  }

  async #work(): Promise<void> {
    const { outbox } = this.#core.store.read;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const horizon = await this.#horizon();
      const byProject = Map.groupBy(await outbox.due(horizon), laneOf);
      for (const [project, entries] of byProject) {
        // Looked at again when a lane ends.
        if (this.#stopped || this.#lanes.size >= mostLanes) break;
        if (!this.#lanes.has(project)) this.#lanes.set(project, this.#makeAll(project, entries));
      }
      const next = await outbox.nextDue(horizon);
      if (next !== undefined) this.#wakeIn(Math.max(50, next - this.#core.clock.now()));
    }
  }

  async #makeAll(project: string, entries: readonly OutboxEntry[]): Promise<void> {
    let failed = false;
    for (const entry of entries) {
      if (this.#stopped) break;
      // One whose end cannot be recorded must not hold up the others.
      await this.#deliver(entry.id).catch((error: unknown) => {
        this.#observer.problem(`outbox entry ${entry.key}`, error);
        failed = true;
      });
    }
    if (failed) await this.#pause();
    this.#lanes.delete(project);
    this.wake();
  }

  /** Only of the lane that failed: the others go on. */
  async #pause(): Promise<void> {
    await delay(failedSleepMs, undefined, { signal: this.#closing.signal }).catch(() => undefined);
  }

  #wakeIn(milliseconds: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.min(milliseconds, longestSleepMs));
  }

  /** What is due by now. Nothing is put off for longer than the back-off: what seems to be was, by a clock since set back. */
  async #horizon(): Promise<number> {
    const now = this.#core.clock.now();
    const longest = retryDelay(attemptsAllowed, 1, this.#core.limits().retryBaseMs);
    const next = await this.#core.store.read.outbox.nextDue();
    return next !== undefined && next > now + longest ? next : now;
  }

  async #deliver(id: string): Promise<void> {
    const entry = await this.#begin(id);
    if (!entry) return;
    const { kind, key } = entry;
    const attempts = entry.attempts + 1;
    try {
      const detail = await this.#perform(entry);
      await this.#core.store.write(async (transaction) => {
        const now = this.#core.clock.now();
        const ended = await transaction.outbox.update(id, { state: "done", attempts, doneAt: now, error: null });
        await transaction.events.append(
          [{ type: "outbox.done", ...subjectOf(ended), data: { kind, key, detail } }],
          now,
        );
      });
    } catch (error) {
      // Interrupted: it stays begun, and the next life looks what came of it.
      if (this.#stopped) return;
      const message = firstLine(toSpoolError(error).message, 400);
      const hopeless = attempts >= attemptsAllowed || toSpoolError(error).code === "invalid_input";
      await this.#core.store.write(async (transaction) => {
        const now = this.#core.clock.now();
        const pause = retryDelay(attempts, this.#core.random(), this.#core.limits().retryBaseMs);
        const retryAt = hopeless || (await isUnwanted(transaction, id)) ? null : now + pause;
        const state = retryAt === null ? "failed" : "pending";
        const change = { state, attempts, error: message, dueAt: retryAt ?? entry.dueAt } as const;
        const ended = await transaction.outbox.update(id, change);
        const data = { kind, key, error: message, retryAt };
        await transaction.events.append([{ type: "outbox.failed", ...subjectOf(ended), data }], now);
      });
    }
  }

  /** From here on it may have happened, also if this runner dies. Undefined when it was withdrawn since it was listed. */
  async #begin(id: string): Promise<OutboxEntry | undefined> {
    return this.#core.store.write(async (transaction) => {
      const entry = await transaction.outbox.get(id);
      if (entry?.state !== "pending" && entry?.state !== "begun") return undefined;
      return transaction.outbox.update(id, { state: "begun" });
    });
  }

  async #perform(entry: OutboxEntry): Promise<string> {
    switch (entry.kind) {
      case "push_branch": {
        const { projectId, branch, commit } = pushPayload.parse(entry.payload);
        const project = this.#settings.project(projectId);
        if (!project) throw new Error("its project is not configured any more");
        const { already, local } = await this.#workspaces.push(project.source, { branch, commit });
        return pushed(branch, commit, already, local);
      }
    }
  }
}

function laneOf({ payload: { projectId } }: OutboxEntry): string {
  return typeof projectId === "string" ? projectId : "";
}

/** A branch that has left the commit was rewritten, by an agent above all: the remote has what was asked for, not that. */
function pushed(branch: string, commit: string, already: boolean, local: "same" | "ahead" | "elsewhere"): string {
  const how = already ? `${branch} was there already` : `pushed ${branch}`;
  switch (local) {
    case "same":
      return how;
    case "ahead":
      return `${how}, at ${commit.slice(0, 12)}: the branch has gone on since`;
    case "elsewhere":
      return `${how}, at ${commit.slice(0, 12)}: the branch was moved since and does not hold it any more`;
  }
}

/** Read anew at each end: another run may have asked for the same effect meanwhile. */
function subjectOf({ threadId, jobId, runId }: OutboxEntry): EventSubject {
  return { threadId, ...(jobId !== null && { jobId }), ...(runId !== null && { runId }) };
}

/** Its job was cancelled while it was being made: it failed, and nobody wants it tried again. */
async function isUnwanted(transaction: Writes, id: string): Promise<boolean> {
  const entry = await transaction.outbox.get(id);
  const job = entry?.jobId ? await transaction.jobs.get(entry.jobId) : undefined;
  return job !== undefined && job.cancelRequestedAt !== null;
}
