import type { DraftKept, PlanDraft } from "../../../shared/panels/plan.ts";

/** Milliseconds without a key until what was written goes to the runner. */
const quietMs = 500;

/** Sends drafts on their way once the person pauses: the last state of each plan's, one at a time. */
export class DraftSaver {
  readonly #send: (approvalId: string, draft: PlanDraft | null) => Promise<DraftKept>;
  readonly #told: (approvalId: string, draft: PlanDraft | null, kept: DraftKept) => void;
  readonly #waiting = new Map<string, PlanDraft | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | undefined;

  constructor(options: {
    send: (approvalId: string, draft: PlanDraft | null) => Promise<DraftKept>;
    /** How far a draft has come. */
    told: (approvalId: string, draft: PlanDraft | null, kept: DraftKept) => void;
  }) {
    this.#send = options.send;
    this.#told = options.told;
    // The page may be gone right after it was hidden.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.flush();
    });
  }

  save(approvalId: string, draft: PlanDraft | null): void {
    this.#waiting.set(approvalId, draft);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), quietMs);
  }

  /** Resolves when nothing waits any more. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const [approvalId, draft] = next;
      this.#waiting.delete(approvalId);
      let kept: DraftKept;
      try {
        kept = await this.#send(approvalId, draft);
      } catch (error) {
        // It stays in the webview's own state, and is sent again with the next change or when the panel is opened.
        kept = { kept: "editor", reason: error instanceof Error ? error.message : String(error) };
      }
      this.#told(approvalId, draft, kept);
    }
  }
}
