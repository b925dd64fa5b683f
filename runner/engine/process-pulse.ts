import { type ProcessLook, type ProcessWork, workBetween } from "../gates/liveness/processes.ts";
import type { Pace } from "./pace.ts";
import type { Supervised } from "./ports.ts";

/** What an agent's processes do, from one look at them to the next. */
export class ProcessPulse {
  readonly #process: Supervised;
  readonly #pace: Pace;
  #before: { at: number; looks: ProcessLook[] } | undefined;

  constructor(process: Supervised, pace: Pace) {
    this.#process = process;
    this.#pace = pace;
  }

  /** Since the last call; undefined at the first one. */
  async take(): Promise<ProcessWork | undefined> {
    const looks = await this.#process.look();
    const at = this.#pace.now();
    const before = this.#before;
    this.#before = { at, looks };
    return before && workBetween(before.looks, looks, at - before.at);
  }
}
