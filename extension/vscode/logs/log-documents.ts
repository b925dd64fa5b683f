import * as vscode from "vscode";
import type { LogSlice } from "../../../shared/api/views.ts";
import { size } from "../../common/format.ts";
import type { Runners } from "../connection/runners.ts";

const logScheme = "spool-log";
/** Bytes; VS Code itself gives up its comforts for longer documents. */
const textLimit = 20 * 1024 * 1024;
const sliceBytes = 1024 * 1024;

/** The tab is named by the log; the rest says whose it is. */
export function logUri(runnerId: string, { runId, name }: { runId: string; name: string }): vscode.Uri {
  return vscode.Uri.from({ scheme: logScheme, path: `/${encodeURIComponent(runnerId)}/${runId}/${name}` });
}

/** Logs as read-only documents, read when they are opened. */
export function registerLogDocuments(runners: Runners): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(logScheme, {
    async provideTextDocumentContent({ path }, token) {
      const [, runner = "", runId = "", name = ""] = path.split("/");
      const session = runners.session(decodeURIComponent(runner));
      if (!session) return "The runner of this log is not connected.";
      const parts: string[] = [];
      for (let offset = 0; offset < textLimit && !token.isCancellationRequested;) {
        const slice: LogSlice = await session.api.runs.readLog.query({ runId, name, offset, limit: sliceBytes });
        parts.push(slice.text);
        if (slice.nextOffset === offset) return parts.join("");
        offset = slice.nextOffset;
      }
      return `${parts.join("")}\n… the rest, beyond ${size(textLimit)}, is left out: follow the log to see it.\n`;
    },
  });
}
