import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import { distinctNames, safeFileName } from "../../common/artifacts/file-name.ts";
import { plural } from "../../common/format.ts";
import { plainMessage } from "../../common/plain-message.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { saveArtifact } from "./save-artifact.ts";

/** Asks where to, and saves them there under names that lead nowhere else. Nothing happens when the person turns away. */
export async function downloadArtifacts(session: RunnerSession, artifacts: readonly Artifact[]): Promise<void> {
  if (artifacts.length === 0) return;
  const targets = await pickTargets(distinctNames(artifacts.map(({ name }) => safeFileName(name))));
  if (!targets) return;
  await download(
    session,
    artifacts.map((artifact, index) => ({ artifact, target: targets[index] })),
  );
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
      progress.report({ message: plainMessage(artifact.name) });
      await saveArtifact(session.client, artifact, target, ending.signal);
      if (token.isCancellationRequested) return false;
    }
    return true;
  });
  if (isDone) vscode.window.setStatusBarMessage(`Spool: saved ${plural(wanted.length, "artifact")}`, 5_000);
}
