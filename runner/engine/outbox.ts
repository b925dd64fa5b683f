import { z } from "zod";
import { toSpoolError } from "../../shared/errors.ts";
import { retryDelay } from "../../shared/machines/backoff.ts";
import type { OutboxEntry } from "../../shared/model/records.ts";
import { firstLine } from "../../shared/text.ts";
import type { Core } from "../core/core.ts";
import type { EngineObserver } from "./observer.ts";
import type { EngineSettings, Workspaces } from "./ports.ts";

/** Tries of one effect before a human has to look; with the back-off about twenty minutes. */
const attemptsAllowed = 6;

/** Nothing is looked at less often: a timer does not notice that the clock was set. */
const longestSleepMs = 60_000;
/** After a look that failed, for example because the disk is full. */
const failedSleepMs = 5_000;

const pushPayload = z.object({ projectId: z.string(), branch: z.string() });

/** Makes the outside effects that transactions asked for, one after the other, each looked up before it is repeated. */
export class Outbox {
  readonly #core: Core;
  readonly #workspaces: Workspaces;
  readonly #settings: EngineSettings;
  readonly #observer: EngineObserver;
  #working: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #again = false;
  #stopped = false;

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

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      for (const entry of await this.#core.store.read.outbox.due(await this.#horizon())) {
        if (this.#stopped) return;
        await this.#deliver(entry);
      }
    }
    const next = await this.#core.store.read.outbox.nextDue();
    if (next !== undefined) this.#wakeIn(Math.max(50, next - this.#core.clock.now()));
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

  async #deliver(entry: OutboxEntry): Promise<void> {
    const subject = {
      threadId: entry.threadId,
      ...(entry.jobId !== null && { jobId: entry.jobId }),
      ...(entry.runId !== null && { runId: entry.runId }),
    };
    const { kind, key } = entry;
    const attempts = entry.attempts + 1;
    try {
      const detail = await this.#perform(entry);
      await this.#core.store.write(async (transaction) => {
        const now = this.#core.clock.now();
        await transaction.outbox.update(entry.id, { state: "done", attempts, doneAt: now, error: null });
        await transaction.events.append([{ type: "outbox.done", ...subject, data: { kind, key, detail } }], now);
      });
    } catch (error) {
      const message = firstLine(toSpoolError(error).message, 400);
      const givenUp = attempts >= attemptsAllowed || toSpoolError(error).code === "invalid_input";
      await this.#core.store.write(async (transaction) => {
        const now = this.#core.clock.now();
        const retryAt = givenUp
          ? null
          : now + retryDelay(attempts, this.#core.random(), this.#core.limits().retryBaseMs);
        const state = givenUp ? "failed" : "pending";
        await transaction.outbox.update(entry.id, { state, attempts, error: message, dueAt: retryAt ?? entry.dueAt });
        const data = { kind, key, error: message, retryAt };
        await transaction.events.append([{ type: "outbox.failed", ...subject, data }], now);
      });
    }
  }

  async #perform(entry: OutboxEntry): Promise<string> {
    switch (entry.kind) {
      case "push_branch": {
        const { projectId, branch } = pushPayload.parse(entry.payload);
        const project = this.#settings.project(projectId);
        if (!project) throw new Error("its project is not configured any more");
        const { already } = await this.#workspaces.push(project.source, branch);
        return already ? `${branch} was there already` : `pushed ${branch}`;
      }
    }
  }
}
