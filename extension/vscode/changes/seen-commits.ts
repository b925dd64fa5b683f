import type * as vscode from "vscode";
import { isText } from "../../common/stored.ts";

/** Threads whose last look is remembered; the oldest are forgotten. */
const remembered = 500;
const key = "spool.seenCommits";

/** Up to which commit the person has looked at a thread's changes. */
export class SeenCommits {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get(runnerId: string, threadId: string): string | undefined {
    return new Map(this.#read()).get(`${runnerId} ${threadId}`);
  }

  async set(runnerId: string, threadId: string, commit: string): Promise<void> {
    const name = `${runnerId} ${threadId}`;
    const others = this.#read().filter(([other]) => other !== name);
    await this.#memento.update(key, [...others, [name, commit]].slice(-remembered));
  }

  #read(): [string, string][] {
    const stored = this.#memento.get<unknown>(key);
    return Array.isArray(stored) && stored.every(isPair) ? stored : [];
  }
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}
