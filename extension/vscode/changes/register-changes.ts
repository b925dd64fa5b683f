import * as vscode from "vscode";
import { comparisonOf } from "../../common/changes/change-set.ts";
import type { KeptDrafts } from "../../common/drafts/kept-drafts.ts";
import type { ChangesReference, ThreadReference } from "../../common/references.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import type { Meant } from "../threads/meant.ts";
import { type OpenedChanges, openChanges } from "./open-changes.ts";
import { FileTree } from "./file-tree.ts";
import { ReviewComments } from "./review-comments.ts";
import { ReviewDrafts } from "./review-drafts.ts";
import { SeenCommits } from "./seen-commits.ts";
import { ThreadFiles } from "./thread-files.ts";
import { fileScheme, fromFileUri } from "./uris.ts";

/** Diffs of threads, the files behind them, and comments on them. */
export function registerChanges(
  context: vscode.ExtensionContext,
  { runners, meant, drafts }: { runners: Runners; meant: Meant; drafts: KeptDrafts },
): vscode.Disposable {
  const owned = new Disposables();
  const files = owned.add(new ThreadFiles(runners));
  const tree = owned.add(new FileTree(files));
  const seen = new SeenCommits(context.globalState);
  const comments = owned.add(new ReviewComments(runners, new ReviewDrafts(drafts)));
  /** What was opened last of each thread, to open it anew. */
  const opened = new Map<string, OpenedChanges>();

  owned.add(
    vscode.workspace.registerFileSystemProvider(fileScheme, files, {
      isCaseSensitive: true,
      isReadonly: new vscode.MarkdownString("A run's files are read only. Comment on a line to have it changed."),
    }),
  );

  async function open(reference: ChangesReference): Promise<void> {
    const result = await openChanges(reference, { files, seen });
    if (!result) return;
    opened.set(`${reference.session.id} ${reference.threadId}`, result);
    await comments.place(reference, result.right);
  }

  async function asked(reference: ChangesReference | undefined, title: string): Promise<ChangesReference | undefined> {
    const found: ChangesReference | undefined = await meant.thread(reference, { title });
    if (!found) return undefined;
    const { session, threadId, scope, path } = found;
    return { session, threadId, ...(scope && { scope }), ...(path !== undefined && { path }) };
  }

  /** The thread of the diff that is in front, else the one with comments, else asked. */
  async function reviewed(title: string): Promise<ThreadReference | undefined> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const address = uri && fromFileUri(uri)?.address;
    const session = address && runners.session(address.runner);
    if (address && session) return { session, threadId: address.thread };
    const [only, ...others] = comments.pending;
    return only && others.length === 0 ? only : meant.thread(undefined, { title });
  }

  owned.add(
    registerCommand<[ChangesReference]>("spool.openChanges", async (reference) => {
      const found = await asked(reference, "Open Changes");
      if (found) await open(found);
    }),
  );
  owned.add(
    registerCommand<[ThreadReference]>("spool.openUnseenChanges", async (reference) => {
      const found = await asked(reference, "Open Changes Since I Last Looked");
      if (found) await open({ ...found, scope: { kind: "unseen" } });
    }),
  );
  owned.add(
    registerCommand<[ChangesReference]>("spool.browseFiles", async (reference) => {
      const found = await asked(reference, "Browse Files");
      if (!found) return;
      const { session, threadId } = found;
      const detail = await session.api.threads.get.query({ threadId });
      const { to, liveRun = "", label } = comparisonOf(detail, found.scope ?? { kind: "thread" }, undefined);
      const state = to === undefined ? { liveRun } : { commit: to };
      await tree.show({ runner: session.id, thread: threadId, state }, `${detail.thread.title} · ${label}`);
    }),
  );
  owned.add(
    registerCommand("spool.refreshChanges", async () => {
      const found = await reviewed("Refresh Changes");
      if (found) await open(opened.get(`${found.session.id} ${found.threadId}`)?.reference ?? found);
    }),
  );
  owned.add(
    registerCommand<[vscode.CommentReply]>("spool.addReviewComment", async (reply) => {
      if (reply) await comments.write(reply);
    }),
  );
  owned.add(
    registerCommand<[vscode.Comment]>("spool.editReviewComment", (comment) => comment && comments.edit(comment)),
  );
  owned.add(
    registerCommand<[vscode.Comment]>(
      "spool.cancelReviewComment",
      (comment) => comment && comments.cancelEdit(comment),
    ),
  );
  owned.add(
    registerCommand<[vscode.Comment]>("spool.saveReviewComment", (comment) => comment && comments.save(comment)),
  );
  owned.add(
    registerCommand<[vscode.Comment]>("spool.deleteReviewComment", (comment) => comment && comments.remove(comment)),
  );
  owned.add(
    registerCommand("spool.submitReview", async () => {
      const found = await reviewed("Submit Review");
      if (!found) return;
      const count = comments.count(found);
      if (count === 0) {
        void vscode.window.showInformationMessage(
          "There are no comments to submit. Click beside a line of a diff to write one.",
        );
        return;
      }
      const many = count === 1 ? "1 comment" : `${count} comments`;
      const overall = await vscode.window.showInputBox({
        title: `Submit Review (${count})`,
        prompt: `${many} become the next job of “${found.session.threads.get(found.threadId)?.thread.title ?? "the thread"}”`,
        placeHolder: "Anything about the whole? (optional)",
        ignoreFocusOut: true,
      });
      if (overall === undefined) return;
      await comments.submit(found, overall);
      vscode.window.setStatusBarMessage(`Spool: ${many} sent as the next job`, 5_000);
    }),
  );
  owned.add(
    registerCommand("spool.discardReview", async () => {
      const found = await reviewed("Discard Review");
      if (!found) return;
      const discard = "Discard";
      const count = comments.count(found);
      const choice = await vscode.window.showWarningMessage(
        `Discard ${count} unsent comment${count === 1 ? "" : "s"}?`,
        { modal: true },
        discard,
      );
      if (choice === discard) await comments.discard(found);
    }),
  );
  return owned;
}
