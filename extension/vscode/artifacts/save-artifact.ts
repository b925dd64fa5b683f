import * as vscode from "vscode";
import { SpoolError } from "../../../shared/errors.ts";
import type { Artifact } from "../../../shared/model/records.ts";
import { size } from "../../common/format.ts";
import type { RunnerClient } from "../../common/session/runner-api.ts";
import { saveStream } from "../../node/save-stream.ts";

/** Elsewhere than on this machine's disk a file is handed over whole, so it has to fit into memory. */
const wholeLimit = 64 * 1024 * 1024;

/** Saves the artifact where the person said; nothing is left there when it fails or is called off. */
export async function saveArtifact(
  client: RunnerClient,
  artifact: Artifact,
  target: vscode.Uri,
  signal: AbortSignal,
): Promise<void> {
  const isOnDisk = target.scheme === "file";
  if (!isOnDisk && artifact.size > wholeLimit)
    throw new SpoolError("limit_exceeded", `${size(artifact.size)} are too much for this place`, {
      hint: "save it on this machine",
    });
  try {
    const response = await client.download(artifact.id, { signal });
    if (!response.body) throw cutShort(artifact, 0);
    if (isOnDisk) {
      const pieces = checked(response.body, artifact);
      await saveStream(target.fsPath, pieces);
      return;
    }
    const whole = new Uint8Array(await response.arrayBuffer());
    if (whole.byteLength !== artifact.size) throw cutShort(artifact, whole.byteLength);
    await vscode.workspace.fs.writeFile(target, whole);
  } catch (error) {
    // Called off by the person: not an error.
    if (!signal.aborted) throw error;
  }
}

/** Throws instead of ending when the connection ended before the file did. */
async function* checked(body: AsyncIterable<Uint8Array>, artifact: Artifact): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const piece of body) {
    read += piece.byteLength;
    yield piece;
  }
  if (read !== artifact.size) throw cutShort(artifact, read);
}

function cutShort({ name, size: whole }: Artifact, read: number): SpoolError {
  return new SpoolError("unavailable", `only ${size(read)} of ${size(whole)} of ${name} came`, { hint: "try again" });
}
