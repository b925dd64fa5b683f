import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import { clockTime, size } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { ThreadReference } from "../../common/references.ts";
import { requireOnline } from "../../common/session/require-online.ts";
import { registerCommand } from "../base/commands.ts";
import type { MaybeReference, Meant } from "../threads/meant.ts";
import { downloadArtifacts } from "./download-artifacts.ts";

export function registerArtifactCommands(meant: Meant): vscode.Disposable {
  return registerCommand<[MaybeReference]>("spool.downloadArtifacts", async (node) => {
    const title = "Download Artifacts";
    const found = await meant.thread(node, { title });
    if (!found) return;
    requireOnline(found.session);
    await downloadArtifacts(found.session, await pickArtifacts(found, title));
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
