import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { SpoolClient } from "../../runner/client/client.ts";

/** Follows the whole log; what it saw is what a screen would have drawn. */
export class Follower implements AsyncDisposable {
  readonly seen: TimelineEvent[] = [];
  readonly #connect: () => Promise<SpoolClient>;
  readonly #listener: (event: TimelineEvent) => void;
  #end = new AbortController();
  #following: Promise<void>;

  constructor(connect: () => Promise<SpoolClient>, listener: (event: TimelineEvent) => void = () => undefined) {
    this.#connect = connect;
    this.#listener = listener;
    this.#following = this.#follow();
  }

  get lastSeq(): number {
    return this.seen.at(-1)?.seq ?? 0;
  }

  /** Drops the client and its socket, and goes on with a new one from the last number seen. */
  async cut(): Promise<void> {
    this.#end.abort();
    await this.#following;
    this.#end = new AbortController();
    this.#following = this.#follow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#end;
    await using client = await this.#connect();
    for await (const item of client.followEvents({}, { after: this.lastSeq, signal })) {
      if (item.type === "reset") throw new Error("a client that lost nothing was told to start anew");
      this.seen.push(item);
      this.#listener(item);
    }
  }
}
