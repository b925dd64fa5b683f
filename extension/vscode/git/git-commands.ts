import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";
import { gitError, type GitRepository } from "./git-extension.ts";
import { mustBeClean, pickRepository, remoteOf } from "./pick-repository.ts";

/** Bytes; what the runner gives of a patch in one answer. */
const patchLimit = 3 * 1024 * 1024;

/** A thread's work in the person's own clone, through VS Code's Git: the extension itself starts no program. */
export function registerGitCommands(meant: Meant, storage: vscode.Uri): vscode.Disposable {
  const owned = new Disposables();
  owned.add(
    registerCommand<[MaybeReference]>("spool.checkOutBranch", async (node) => {
      const title = "Check Out Branch Here";
      const found = await meant.thread(node, { title });
      if (!found) return;
      const { thread, project } = await facts(found);
      const repository = await pickRepository(project.repo, title);
      if (!repository) return;
      await mustBeClean(repository);
      await inProgress(`Checking out ${plainLine(thread.branch, 60)}`, () => checkOut(repository, project, thread));
    }),
  );
  owned.add(
    registerCommand<[MaybeReference]>("spool.applyPatch", async (node) => {
      const title = "Apply Changes Here as Patch";
      const found = await meant.thread(node, { title });
      if (!found) return;
      const { thread, project } = await facts(found);
      const repository = await pickRepository(project.repo, title);
      if (!repository) return;
      await mustBeClean(repository);
      const { text, truncated } = await found.session.api.threads.patch.query({
        threadId: thread.id,
        limitBytes: patchLimit,
      });
      if (truncated)
        throw new SpoolError("limit_exceeded", "the changes are too large for one patch", {
          hint: "check out the branch, or download the patch as an artifact",
        });
      if (text === "") throw new SpoolError("not_available", "there are no changes to apply");
      await inProgress("Applying the patch", () => applyPatch(repository, text, storage));
    }),
  );
  return owned;
}

async function facts({ session, threadId }: ThreadReference): Promise<{ thread: Thread; project: Project }> {
  requireOnline(session);
  return session.api.threads.get.query({ threadId });
}

async function checkOut(repository: GitRepository, { repo }: Project, { branch }: Thread): Promise<void> {
  const remote = remoteOf(repository, repo);
  if (remote !== undefined) {
    try {
      await repository.fetch(remote, branch);
    } catch (error) {
      const cause = gitError("fetch", error);
      throw new SpoolError("not_found", `${plainLine(branch)} is not in ${remote}: it may not be published`, {
        hint: "Spool: Apply Changes Here as Patch needs no branch",
        cause,
      });
    }
  }
  try {
    const isHere = await repository.getBranch(branch).then(
      () => true,
      // Git has no such branch here yet: it is made from what was fetched.
      () => false,
    );
    if (isHere || remote === undefined) await repository.checkout(branch);
    else {
      const published = `${remote}/${branch}`;
      await repository.createBranch(branch, true, published);
      await repository.setBranchUpstream(branch, published);
    }
  } catch (error) {
    throw gitError("the branch was not checked out", error);
  }
  vscode.window.setStatusBarMessage(`Spool: on ${plainLine(branch, 100)}`, 5_000);
}

async function applyPatch(repository: GitRepository, text: string, storage: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(storage);
  const file = vscode.Uri.joinPath(storage, `${globalThis.crypto.randomUUID()}.patch`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  try {
    await repository.apply(file.fsPath);
  } catch (error) {
    throw gitError("the patch does not fit here", error);
  } finally {
    await vscode.workspace.fs.delete(file);
  }
  vscode.window.setStatusBarMessage("Spool: the changes are in your working tree", 5_000);
}

function inProgress(title: string, work: () => Promise<void>): Thenable<void> {
  return vscode.window.withProgress({ location: { viewId: "spool.threads" }, title }, work);
}
