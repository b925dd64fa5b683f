import * as vscode from "vscode";
import { connectionWords } from "../../common/connection/words.ts";
import type { RunnerSession } from "../../common/session/session.ts";

/** Asks which runner, unless there is only one. Undefined when there is none or the person turns away. */
export async function pickRunner(
  sessions: readonly RunnerSession[],
  title: string,
  always = false,
): Promise<RunnerSession | undefined> {
  const [only] = sessions;
  if (sessions.length <= 1 && !always) return only;
  const items = sessions.map((session) => ({
    label: session.name,
    description: session.id,
    detail: connectionWords(session.state, Date.now()),
    session,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: "Which runner?" }))?.session;
}
