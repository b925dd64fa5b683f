import type { DraftKept } from "../../../shared/panels/plan.ts";
import { errorText } from "../error-text.ts";
import { whyDisabled } from "../session/session-state.ts";
import type { RunnerSession } from "../session/session.ts";

/** Where the editor keeps things over restarts: VS Code's memento. */
export interface KeptValues {
  keys(): readonly string[];
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void> | Promise<void>;
}

type Session = Pick<RunnerSession, "id" | "state" | "api">;

/**
 * What is half written, on the runner and, until it has taken it, in this editor. Nothing that was written is gone when the
 * runner cannot be reached: it is sent when it can.
 */
export class KeptDrafts {
  readonly #values: KeptValues;
  /** By place: what is on its way, so that an older text never comes after a newer one. */
  readonly #sending = new Map<string, Promise<DraftKept>>();

  constructor(values: KeptValues) {
    this.#values = values;
  }

  /** The drafts of a thread by key. Incomplete when the runner could not be asked: then those that are only here. */
  async read(session: Session, threadId: string): Promise<{ texts: Map<string, string>; complete: boolean }> {
    const texts = new Map<string, string>();
    let complete = false;
    try {
      const { drafts } = await session.api.drafts.list.query({ threadId });
      for (const { key, text } of drafts) texts.set(key, text);
      complete = true;
    } catch {
      // What is here is all that can be shown now; `complete` says so.
    }
    for (const unsent of this.#unsent(session)) {
      if (unsent.threadId !== threadId) continue;
      if (unsent.text === "") texts.delete(unsent.key);
      else texts.set(unsent.key, unsent.text);
    }
    return { texts, complete };
  }

  /** Empty text removes. Never rejects: what the runner does not take is kept here. */
  async write(session: Session, threadId: string, key: string, text: string): Promise<DraftKept> {
    await this.#values.update(placeOf(session, threadId, key), text);
    return this.#send(session, threadId, key);
  }

  /** Sends what the runner has not got yet; for when it has come back. */
  async flush(session: Session): Promise<void> {
    for (const { threadId, key } of this.#unsent(session)) await this.#send(session, threadId, key);
  }

  #send(session: Session, threadId: string, key: string): Promise<DraftKept> {
    const place = placeOf(session, threadId, key);
    const before = this.#sending.get(place) ?? Promise.resolve();
    const sending = before.then(() => this.#sendNow(session, threadId, key));
    this.#sending.set(place, sending);
    void sending.then(() => this.#sending.get(place) === sending && this.#sending.delete(place));
    return sending;
  }

  async #sendNow(session: Session, threadId: string, key: string): Promise<DraftKept> {
    const place = placeOf(session, threadId, key);
    const text = this.#values.get(place);
    // Sent meanwhile, with what was written after it.
    if (typeof text !== "string") return { kept: "runner" };
    const disabled = whyDisabled(session.state);
    if (disabled !== undefined) return { kept: "editor", reason: disabled };
    try {
      await session.api.drafts.set.mutate({ threadId, key, text });
    } catch (error) {
      return { kept: "editor", reason: errorText(error) };
    }
    if (this.#values.get(place) === text) await this.#values.update(place, undefined);
    return { kept: "runner" };
  }

  #unsent(session: Session): { threadId: string; key: string; text: string }[] {
    const prefix = placeOf(session, "", "").trimEnd();
    return this.#values.keys().flatMap((place) => {
      const text = this.#values.get(place);
      if (!place.startsWith(`${prefix} `) || typeof text !== "string") return [];
      const [threadId = "", key = ""] = place.slice(prefix.length + 1).split(" ");
      return [{ threadId, key, text }];
    });
  }
}

function placeOf({ id }: Pick<Session, "id">, threadId: string, key: string): string {
  return `spool.draft ${id} ${threadId} ${key}`;
}
