import type { Storage } from "../../host/vscode-host.ts";
import type { FeedPlace } from "../../ui/feed.ts";
import { type ComposerState, emptyComposer } from "./composed-text.ts";

/** What is kept over a reload of the webview: where the person was, what they opened, what they had half written. */
export interface ThreadScreenState {
  composer: ComposerState;
  place: FeedPlace;
  /** Rows that the person opened (true) or closed, by key. */
  open: Record<string, boolean>;
  /** Comments on questions that are not answered yet, by approval. */
  comments: Record<string, string>;
}

/** More than a person opens; the oldest are forgotten. */
const opensKept = 300;

/** The state with nothing missing, each part written when it changes. */
export class ScreenState {
  readonly #storage: Storage<ThreadScreenState>;
  composer: ComposerState;
  place: FeedPlace;
  #open: Map<string, boolean>;
  #comments: Map<string, string>;

  constructor(storage: Storage<ThreadScreenState>) {
    this.#storage = storage;
    const saved = storage.read();
    this.composer = { ...emptyComposer, ...saved.composer };
    this.composer.gates = { ...emptyComposer.gates, ...saved.composer?.gates };
    this.place = saved.place ?? { kind: "end" };
    this.#open = new Map(Object.entries(saved.open ?? {}));
    this.#comments = new Map(Object.entries(saved.comments ?? {}));
  }

  setComposer(composer: ComposerState): void {
    this.composer = composer;
    this.#storage.write({ composer });
  }

  setPlace(place: FeedPlace): void {
    this.place = place;
    this.#storage.write({ place });
  }

  isOpen(key: string): boolean | undefined {
    return this.#open.get(key);
  }

  setOpen(key: string, open: boolean): void {
    this.#open.delete(key);
    this.#open.set(key, open);
    const kept = [...this.#open].slice(-opensKept);
    this.#open = new Map(kept);
    this.#storage.write({ open: Object.fromEntries(kept) });
  }

  comment(approvalId: string): string | undefined {
    return this.#comments.get(approvalId);
  }

  setComment(approvalId: string, text: string | undefined): void {
    if (text === undefined) this.#comments.delete(approvalId);
    else this.#comments.set(approvalId, text);
    this.#storage.write({ comments: Object.fromEntries(this.#comments) });
  }
}
