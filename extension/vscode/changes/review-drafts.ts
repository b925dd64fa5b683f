import type { ReviewComment } from "../../common/changes/kept-review.ts";
import type { KeptDrafts } from "../../common/drafts/kept-drafts.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { log } from "../base/log.ts";

const draftKey = "review";

/** Where comments are kept until they are submitted. */
export class ReviewDrafts {
  readonly #drafts: KeptDrafts;

  constructor(drafts: KeptDrafts) {
    this.#drafts = drafts;
  }

  /** Those that are at hand: a diff can be read without the others, which come with the next one that is opened. */
  async read(session: RunnerSession, threadId: string): Promise<ReviewComment[]> {
    const { texts } = await this.#drafts.read(session, threadId);
    const { parseReview } = await import("../../common/changes/kept-review.ts");
    return parseReview(texts.get(draftKey) ?? "");
  }

  /** Empty text removes. */
  async write(session: RunnerSession, threadId: string, text: string): Promise<void> {
    const kept = await this.#drafts.write(session, threadId, draftKey, text);
    if (kept.kept === "editor") log().warn(`comments are kept in this editor only: ${kept.reason}`);
  }
}
