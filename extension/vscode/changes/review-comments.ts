import * as vscode from "vscode";
import type { ReviewComment } from "../../common/changes/kept-review.ts";
import { placeOf, reviewInstruction, reviewText } from "../../common/changes/review.ts";
import type { ThreadReference } from "../../common/references.ts";
import { setContextKey } from "../base/context-keys.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import type { ReviewDrafts } from "./review-drafts.ts";
import { fileScheme, fromFileUri } from "./uris.ts";

/** A comment as VS Code shows it; `parent` leads from the comment that a command was called on to where it stands. */
class DraftComment implements vscode.Comment {
  body: string;
  mode = vscode.CommentMode.Preview;
  readonly author = { name: "Draft" };
  readonly contextValue = "draft";
  readonly id: string;
  readonly quote: string;
  parent: vscode.CommentThread;
  /** What it said before it was being edited. */
  before: string;

  constructor(comment: { id: string; text: string; quote: string }, parent: vscode.CommentThread) {
    this.id = comment.id;
    this.quote = comment.quote;
    this.body = comment.text;
    this.before = comment.text;
    this.parent = parent;
  }
}

/** Comments on the new side of a diff: drafts until they are submitted together as the thread's next job. */
export class ReviewComments extends Disposables {
  readonly #runners: Runners;
  readonly #drafts: ReviewDrafts;
  readonly #controller = this.add(vscode.comments.createCommentController("spool.review", "Spool Review"));
  /** Comment threads by thread of the runner. */
  readonly #shown = new Map<string, Set<vscode.CommentThread>>();
  /** Comments on files that the open diff does not have: kept, and submitted with the others. */
  readonly #elsewhere = new Map<string, ReviewComment[]>();

  constructor(runners: Runners, drafts: ReviewDrafts) {
    super();
    this.#runners = runners;
    this.#drafts = drafts;
    this.#controller.options = { prompt: "Comment for the agent", placeHolder: "What should be different here?" };
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: ({ uri, lineCount }) => {
        const right = uri.scheme === fileScheme && fromFileUri(uri)?.address.side === "new";
        return right ? [new vscode.Range(0, 0, Math.max(0, lineCount - 1), 0)] : [];
      },
    };
  }

  /** The threads that have comments which were not submitted. */
  get pending(): ThreadReference[] {
    return [...this.#shown.keys()].flatMap((key) => {
      const [runnerId = "", threadId = ""] = key.split(" ");
      const session = this.#runners.session(runnerId);
      return session && this.#commentsOf(key).length > 0 ? [{ session, threadId }] : [];
    });
  }

  count({ session, threadId }: ThreadReference): number {
    return this.#commentsOf(keyOf(session.id, threadId)).length;
  }

  /** A person wrote into the field of a new or an existing comment thread. */
  async write({ thread, text }: vscode.CommentReply): Promise<void> {
    const found = fromFileUri(thread.uri);
    if (!found || text.trim() === "") return;
    const { address } = found;
    const document = await vscode.workspace.openTextDocument(thread.uri);
    const end = thread.range?.end.line ?? 0;
    const quote = document.lineAt(Math.min(end, document.lineCount - 1)).text.slice(0, 500);
    thread.comments = [...thread.comments, new DraftComment({ id: crypto.randomUUID(), text, quote }, thread)];
    const key = keyOf(address.runner, address.thread);
    this.#own(key, thread);
    await this.#keep(key);
  }

  edit(comment: vscode.Comment): void {
    this.#change(comment, (draft) => {
      draft.before = draft.body;
      draft.mode = vscode.CommentMode.Editing;
    });
  }

  cancelEdit(comment: vscode.Comment): void {
    this.#change(comment, (draft) => {
      draft.body = draft.before;
      draft.mode = vscode.CommentMode.Preview;
    });
  }

  async save(comment: vscode.Comment): Promise<void> {
    const thread = this.#change(comment, (draft) => {
      draft.mode = vscode.CommentMode.Preview;
    });
    await this.#keepThread(thread);
  }

  async remove(comment: vscode.Comment): Promise<void> {
    if (!(comment instanceof DraftComment)) return;
    const thread = comment.parent;
    thread.comments = thread.comments.filter((other) => other !== comment);
    const found = fromFileUri(thread.uri);
    if (thread.comments.length === 0) thread.dispose();
    if (found) {
      const key = keyOf(found.address.runner, found.address.thread);
      if (thread.comments.length === 0) this.#shown.get(key)?.delete(thread);
      await this.#keep(key);
    }
  }

  /** Puts the kept comments of a thread onto the files that a diff has just opened, at the lines that they were made for. */
  async place({ session, threadId }: ThreadReference, right: ReadonlyMap<string, vscode.Uri>): Promise<void> {
    const key = keyOf(session.id, threadId);
    const comments = this.#shown.has(key) ? this.#commentsOf(key) : await this.#drafts.read(session, threadId);
    for (const thread of this.#shown.get(key) ?? []) thread.dispose();
    this.#shown.set(key, new Set());
    this.#elsewhere.set(
      key,
      comments.filter(({ path }) => !right.has(path)),
    );
    for (const comment of comments) {
      const uri = right.get(comment.path);
      if (uri) await this.#show(key, comment, uri);
    }
    this.#tell();
  }

  /** Ends the review: its comments are the thread's next job. Resolves with the text that was sent. */
  async submit({ session, threadId }: ThreadReference, overall: string): Promise<void> {
    const key = keyOf(session.id, threadId);
    const instruction = reviewInstruction(this.#commentsOf(key), overall);
    await session.api.threads.continue.mutate({ threadId, instruction });
    await this.discard({ session, threadId });
  }

  async discard({ session, threadId }: ThreadReference): Promise<void> {
    const key = keyOf(session.id, threadId);
    for (const thread of this.#shown.get(key) ?? []) thread.dispose();
    this.#shown.delete(key);
    this.#elsewhere.delete(key);
    await this.#drafts.write(session, threadId, "");
    this.#tell();
  }

  async #show(key: string, comment: ReviewComment, uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const lines = Array.from({ length: document.lineCount }, (_, index) => document.lineAt(index).text);
    const line = placeOf(comment, lines);
    const first = Math.max(1, line - (comment.line - comment.firstLine));
    const thread = this.#controller.createCommentThread(uri, new vscode.Range(first - 1, 0, line - 1, 0), []);
    thread.comments = [new DraftComment(comment, thread)];
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    this.#own(key, thread);
  }

  #own(key: string, thread: vscode.CommentThread): void {
    thread.contextValue = "draft";
    this.#shown.set(key, (this.#shown.get(key) ?? new Set()).add(thread));
  }

  #commentsOf(key: string): ReviewComment[] {
    const placed = [...(this.#shown.get(key) ?? [])].flatMap((thread): ReviewComment[] => {
      const path = fromFileUri(thread.uri)?.path;
      if (path === undefined) return [];
      const [firstLine, line] = [(thread.range?.start.line ?? 0) + 1, (thread.range?.end.line ?? 0) + 1];
      return thread.comments
        .filter((comment) => comment instanceof DraftComment)
        .map(({ id, quote, body }) => ({ id, path, firstLine, line, quote, text: body }));
    });
    return [...placed, ...(this.#elsewhere.get(key) ?? [])];
  }

  #change(comment: vscode.Comment, change: (draft: DraftComment) => void): vscode.CommentThread | undefined {
    if (!(comment instanceof DraftComment)) return undefined;
    change(comment);
    // VS Code shows a change only when the list is a new one.
    comment.parent.comments = [...comment.parent.comments];
    return comment.parent;
  }

  async #keepThread(thread: vscode.CommentThread | undefined): Promise<void> {
    const found = thread && fromFileUri(thread.uri);
    if (found) await this.#keep(keyOf(found.address.runner, found.address.thread));
  }

  async #keep(key: string): Promise<void> {
    const [runnerId = "", threadId = ""] = key.split(" ");
    this.#tell();
    const session = this.#runners.session(runnerId);
    if (session) await this.#drafts.write(session, threadId, reviewText(this.#commentsOf(key)));
  }

  #tell(): void {
    setContextKey("spool.reviewPending", this.pending.length > 0);
  }
}

function keyOf(runnerId: string, threadId: string): string {
  return `${runnerId} ${threadId}`;
}
