import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { RunReference, ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { registerCommand } from "../base/commands.ts";
import { Disposables } from "../base/disposable.ts";
import type { TextDocuments } from "../documents/text-documents.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";
import { pickLog } from "./pick-log.ts";

interface FoundLog extends RunReference {
  name: string;
  title: string;
}

export function registerLogCommands(meant: Meant, texts: TextDocuments): vscode.Disposable {
  const owned = new Disposables();
  async function found(node: MaybeReference | undefined, title: string): Promise<FoundLog | undefined> {
    const fits = ({ latestRun }: { latestRun: unknown }) => latestRun !== null;
    const thread = await meant.thread(node, { title, fits, none: "Nothing has run yet" });
    if (!thread) return undefined;
    requireOnline(thread.session);
    const run = await runOf(thread);
    if (!run) throw new SpoolError("not_found", "nothing has run here yet");
    const name = await pickLog(run, title);
    if (name === undefined) return undefined;
    const summary = await run.session.threads.fetch(run.threadId);
    return { ...run, name, title: plainLine(summary?.thread.title ?? run.runId, 60) };
  }

  owned.add(
    registerCommand<[MaybeReference]>("spool.followLog", async (node) => {
      const log = await found(node, "Follow Log");
      if (!log) return;
      const { session, runId, name } = log;
      const { LogTerminal } = await import("./log-terminal.ts");
      const terminal = vscode.window.createTerminal({
        name: `${log.title} · ${name}`,
        iconPath: new vscode.ThemeIcon("output"),
        pty: new LogTerminal(session, { runId, name }),
        isTransient: true,
      });
      terminal.show(true);
    }),
  );
  owned.add(
    registerCommand<[MaybeReference]>("spool.openLog", async (node) => {
      const log = await found(node, "Open Log as Text");
      if (!log) return;
      const { session, runId, name } = log;
      await texts.show({ runnerId: session.id, kind: "log", runId, name }, `${runId}/${name}`);
    }),
  );
  return owned;
}

/** The run of the row, else the newest of its job or thread. */
async function runOf(found: ThreadReference & { jobId?: string; runId?: string }): Promise<RunReference | undefined> {
  const { session, threadId, jobId, runId } = found;
  if (runId !== undefined) return { session, threadId, runId };
  if (jobId === undefined) {
    const id = (await session.threads.fetch(threadId))?.latestRun?.id;
    return id === undefined ? undefined : { session, threadId, runId: id };
  }
  const { runs } = await session.api.jobs.get.query({ jobId });
  const last = runs.at(-1);
  return last && { session, threadId, runId: last.run.id };
}
