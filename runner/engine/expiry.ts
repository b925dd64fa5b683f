import { expireApprovals } from "../core/commands/expire-approvals.ts";
import type { Core } from "../core/core.ts";
import type { EngineObserver } from "./observer.ts";
import { runnerItself } from "./runner-itself.ts";

/** Looked at again after this at the latest: the clock by which questions expire may be set. */
const roundMs = 60_000;

/** Ends questions whose time is over, also those whose time ended while there was no runner. */
export class Expiry {
  readonly #core: Core;
  readonly #observer: EngineObserver;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(core: Core, observer: EngineObserver) {
    this.#core = core;
    this.#observer = observer;
  }

  /** Looks now, and then when the next one is due. */
  wake(): void {
    if (this.#stopped) return;
    this.#working = this.#working.then(() => this.#look());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    let due: number | undefined;
    try {
      due = await expireApprovals(this.#core, runnerItself);
    } catch (error) {
      this.#observer.problem("expiring questions", error);
    }
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const wait = due === undefined ? roundMs : Math.max(10, due - this.#core.clock.now());
    this.#timer = setTimeout(() => this.wake(), Math.min(wait, roundMs));
    this.#timer.unref();
  }
}
