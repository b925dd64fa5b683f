import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import { distinctNames, safeFileName } from "../../common/artifacts/file-name.ts";
import { clockTime, plural, size } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { registerCommand } from "../base/commands.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";
import { saveArtifact } from "./save-artifact.ts";

export function registerArtifactCommands(meant: Meant): vscode.Disposable {
  return registerCommand<[MaybeReference]>("spool.downloadArtifacts", async (node) => {
    const title = "Download Artifacts";
    const found = await meant.thread(node, { title });
    if (!found) return;
    requireOnline(found.session);
    const chosen = await pickArtifacts(found, title);
    if (chosen.length === 0) return;
    const names = distinctNames(chosen.map(({ name }) => safeFileName(name)));
    const targets = await pickTargets(names);
    if (!targets) return;
    await download(
      found.session,
      chosen.map((artifact, index) => ({ artifact, target: targets[index] })),
    );
  });
}

/** All of the run that the row is of, else of the thread. */
async function pickArtifacts(found: ThreadReference & { runId?: string }, title: string): Promise<Artifact[]> {
  const { session, threadId, runId } = found;
  const scope = runId === undefined ? { threadId } : { runId };
  const { artifacts } = await session.api.artifacts.list.query(scope);
  if (artifacts.length === 0) throw new SpoolError("not_found", "there are no artifacts yet");
  const now = Date.now();
  const items = artifacts.toReversed().map((artifact) => ({
    label: plainLine(artifact.name),
    description: `${plainLine(artifact.kind)} · ${size(artifact.size)} · ${clockTime(artifact.createdAt, now)}`,
    detail: artifact.summary === null ? "" : plainLine(artifact.summary),
    artifact,
  }));
  const placeHolder = "Which are to be saved on this machine?";
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ artifact }) => artifact);
}

/** A name for one, a folder for several. */
async function pickTargets(names: readonly string[]): Promise<vscode.Uri[] | undefined> {
  const [only, ...others] = names;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (only !== undefined && others.length === 0) {
    const suggested = folder && vscode.Uri.joinPath(folder, only);
    const uri = await vscode.window.showSaveDialog({
      title: "Save Artifact",
      ...(suggested && { defaultUri: suggested }),
    });
    return uri && [uri];
  }
  const options = { title: "Save Artifacts into a Folder", canSelectFolders: true, canSelectFiles: false };
  const [chosen] = (await vscode.window.showOpenDialog({ ...options, openLabel: "Save Here" })) ?? [];
  if (!chosen) return undefined;
  const present = new Set((await vscode.workspace.fs.readDirectory(chosen)).map(([name]) => name));
  const clash = names.find((name) => present.has(name));
  if (clash !== undefined)
    throw new SpoolError("conflict", `the folder already has a ${clash}`, { hint: "choose another folder" });
  return names.map((name) => vscode.Uri.joinPath(chosen, name));
}

async function download(
  session: RunnerSession,
  wanted: { artifact: Artifact; target: vscode.Uri | undefined }[],
): Promise<void> {
  const location = vscode.ProgressLocation.Notification;
  const title = `Downloading ${plural(wanted.length, "artifact")}`;
  const isDone = await vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    const ending = new AbortController();
    const listening = token.onCancellationRequested(() => ending.abort());
    using _listening = { [Symbol.dispose]: () => void listening.dispose() };
    for (const { artifact, target } of wanted) {
      if (!target) continue;
      progress.report({ message: plainLine(artifact.name, 60) });
      await saveArtifact(session.client, artifact, target, ending.signal);
      if (token.isCancellationRequested) return false;
    }
    return true;
  });
  if (isDone) vscode.window.setStatusBarMessage(`Spool: saved ${plural(wanted.length, "artifact")}`, 5_000);
}
