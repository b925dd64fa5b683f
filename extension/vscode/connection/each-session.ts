import type * as vscode from "vscode";
import type { RunnerSession } from "../../common/session/session.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "./runners.ts";

/** Does something for each session, now and when one is added; what `begin` returns is disposed when its session goes. */
export function eachSession(runners: Runners, begin: (session: RunnerSession) => Disposables): vscode.Disposable {
  const owned = new Disposables();
  const begun = new Map<RunnerSession, Disposables>();
  const match = () => {
    const present = new Set(runners.sessions);
    for (const [session, made] of begun) {
      if (present.has(session)) continue;
      begun.delete(session);
      made.dispose();
    }
    for (const session of present) if (!begun.has(session)) begun.set(session, begin(session));
  };
  owned.add({ dispose: () => begun.forEach((made) => made.dispose()) });
  owned.add(runners.onDidChange(match));
  match();
  return owned;
}
