import * as vscode from "vscode";
import { safeFileName } from "../../../common/panels/event-text.ts";
import type { RunnerSession } from "../../../common/session/session.ts";

/** Asks where to, and puts the artifact there. `name` is the runner's word: what is offered is a plain file name. */
export async function saveArtifact(session: RunnerSession, artifactId: string, name: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const offered = safeFileName(name);
  const target = await vscode.window.showSaveDialog({
    title: `Save ${offered}`,
    defaultUri: folder ? vscode.Uri.joinPath(folder, offered) : vscode.Uri.file(`/${offered}`),
  });
  if (!target) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Downloading ${offered}…` },
    async () => {
      const response = await session.client.download(artifactId);
      await vscode.workspace.fs.writeFile(target, new Uint8Array(await response.arrayBuffer()));
    },
  );
}
