import * as vscode from "vscode";
import { plainMessage } from "../../common/plain-message.ts";
import type { JobReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { jobWords } from "../../common/threads/context-words.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";

/** Commands on jobs; on a thread's row its newest job is meant. */
export function registerJobCommands(meant: Meant): vscode.Disposable {
  const owned = new Disposables();
  const having =
    (word: string) =>
    ({ latestJob }: { latestJob: { status: Parameters<typeof jobWords>[0] } | null }) =>
      latestJob !== null && jobWords(latestJob.status).includes(word);

  owned.add(
    registerCommand<[MaybeReference]>("spool.cancelJob", async (node) => {
      const options = { title: "Cancel Job", fits: having("cancellable"), none: "No job is at work or waits" };
      const found = await meant.job(node, options);
      if (!found) return;
      requireOnline(found.session);
      const title = await titleOf(found);
      const stop = "Cancel Job";
      // The one question of its kind: it ends work that cannot be gone on with.
      const answer = await vscode.window.showWarningMessage(
        `Cancel “${title}”?`,
        { modal: true, detail: "Its agent is ended. What it has done so far is kept as a checkpoint." },
        stop,
      );
      if (answer !== stop) return;
      await found.session.api.jobs.cancel.mutate({ jobId: found.jobId });
    }),
  );
  owned.add(
    registerCommand<[MaybeReference]>("spool.retryJob", async (node) => {
      const options = { title: "Retry Job", fits: having("retryable"), none: "No job has failed or was cancelled" };
      const found = await meant.job(node, options);
      if (!found) return;
      requireOnline(found.session);
      await found.session.api.jobs.retry.mutate({ jobId: found.jobId });
      vscode.window.setStatusBarMessage(`Spool: queued again: ${await titleOf(found)}`, 3_000);
    }),
  );
  owned.add(
    registerCommand<[MaybeReference]>("spool.releaseJob", async (node) => {
      const options = {
        title: "Release Job to the Queue",
        fits: having("releasable"),
        none: "No job is in the backlog",
      };
      const found = await meant.job(node, options);
      if (!found) return;
      requireOnline(found.session);
      // What releases a job from the backlog is the same as what queues an ended one again.
      await found.session.api.jobs.retry.mutate({ jobId: found.jobId });
      vscode.window.setStatusBarMessage(`Spool: in the queue: ${await titleOf(found)}`, 3_000);
    }),
  );
  return owned;
}

async function titleOf({ session, jobId }: JobReference): Promise<string> {
  const { job } = await session.api.jobs.get.query({ jobId });
  return plainMessage(job.title);
}
