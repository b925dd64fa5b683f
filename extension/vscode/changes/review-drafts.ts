import type * as vscode from "vscode";
import { parseReview, type ReviewComment } from "../../common/changes/review.ts";
import { errorText } from "../../common/error-text.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { log } from "../base/log.ts";

/** Where comments are kept until they are submitted: on the runner, and here for when it cannot be reached. */
export class ReviewDrafts {
  readonly #memento: vscode.Memento;
  #writing: Promise<void> = Promise.resolve();

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  async read(session: RunnerSession, threadId: string): Promise<ReviewComment[]> {
    const unsent = this.#memento.get<string>(key(session, threadId));
    if (unsent !== undefined) return parseReview(unsent);
    try {
      const { drafts } = await session.api.drafts.list.query({ threadId });
      return parseReview(drafts.find((draft) => draft.key === "review")?.text ?? "");
    } catch (error) {
      // A diff can be read without them; they come with the next one that is opened.
      log().warn(errorText(error));
      return [];
    }
  }

  /** Empty text removes. What the runner did not take stays here until it does. One after the other: the last one counts. */
  write(session: RunnerSession, threadId: string, text: string): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write(session, threadId, text));
    return this.#writing;
  }

  async #write(session: RunnerSession, threadId: string, text: string): Promise<void> {
    await this.#memento.update(key(session, threadId), text);
    try {
      await session.api.drafts.set.mutate({ threadId, key: "review", text });
      await this.#memento.update(key(session, threadId), undefined);
    } catch (error) {
      log().warn(`comments are kept in this editor only: ${errorText(error)}`);
    }
  }
}

function key(session: RunnerSession, threadId: string): string {
  return `spool.review ${session.id} ${threadId}`;
}
