import * as vscode from "vscode";
import { comparisonOf, type FilePair, filePairs } from "../../common/changes/change-set.ts";
import type { FileState } from "../../common/changes/file-address.ts";
import type { ChangesReference } from "../../common/references.ts";
import type { SeenCommits } from "./seen-commits.ts";
import type { ThreadFiles } from "./thread-files.ts";
import { toFileUri } from "./uris.ts";

/** What an open diff shows, for comments and for opening it anew. */
export interface OpenedChanges {
  reference: ChangesReference;
  title: string;
  /** Right side of each file, by path. */
  right: ReadonlyMap<string, vscode.Uri>;
}

/** Opens VS Code's own diff of all files, or of the one that the reference names. Resolves without one when nothing differs. */
export async function openChanges(
  reference: ChangesReference,
  parts: { files: ThreadFiles; seen: SeenCommits },
): Promise<OpenedChanges | undefined> {
  const { session, threadId, scope = { kind: "thread" }, path } = reference;
  const detail = await session.api.threads.get.query({ threadId });
  const comparison = comparisonOf(detail, scope, parts.seen.get(session.id, threadId));
  const { from, liveRun, label } = comparison;
  const to = comparison.to ?? (await parts.files.liveRuns.commit(session, liveRun ?? ""));
  const { files } = await session.api.threads.changes.query({ threadId, from, to });
  const title = `Spool: ${detail.thread.title} · ${label}`;
  if (files.length === 0) {
    const what = scope.kind === "unseen" ? "Nothing has changed since you last looked" : "There are no changes";
    void vscode.window.showInformationMessage(`${what} in “${detail.thread.title}”.`);
    return undefined;
  }
  const rightState: FileState = liveRun === undefined ? { commit: to } : { liveRun };
  const uri = (file: { path: string; state: FileState } | undefined, side: "old" | "new") =>
    file && toFileUri({ runner: session.id, thread: threadId, state: file.state, side }, file.path);
  const pairs = filePairs(files, from, rightState).map((pair) => ({
    pair,
    left: uri(pair.left, "old"),
    right: uri(pair.right, "new"),
  }));
  const one = path === undefined ? undefined : pairs.find(({ pair }) => pair.path === path);
  if (one) await openOne(one, title);
  else {
    const resources = pairs.map(({ left, right }) => [right ?? left, left, right]);
    await vscode.commands.executeCommand("vscode.changes", title, resources);
  }
  await parts.seen.set(session.id, threadId, to);
  const right = new Map(pairs.flatMap((each) => (each.right ? [[each.pair.path, each.right] as const] : [])));
  return { reference, title, right };
}

async function openOne(
  { pair, left, right }: { pair: FilePair; left: vscode.Uri | undefined; right: vscode.Uri | undefined },
  title: string,
): Promise<void> {
  const options: vscode.TextDocumentShowOptions = { preview: true, preserveFocus: true };
  if (left && right) {
    await vscode.commands.executeCommand("vscode.diff", left, right, `${pair.path} · ${title}`, options);
  } else if (left ?? right) {
    // An added or deleted file has one side only: the file itself, as the multi-file diff would show it.
    await vscode.commands.executeCommand("vscode.changes", `${pair.path} · ${title}`, [[right ?? left, left, right]]);
  }
}
