import type { RunSnapshot } from "../../../shared/api/views.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { errorText } from "../../common/error-text.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";
import type * as vscode from "vscode";

/** Milliseconds between two looks at a worktree while its agent works. */
const lookMs = 1_500;

interface LiveRun {
  session: RunnerSession;
  snapshot: Promise<RunSnapshot>;
  timer: NodeJS.Timeout | undefined;
  listening: vscode.Disposable | Disposable;
}

/** The newest state of runs whose files somebody looks at. A look is taken when events say that the run did something. */
export class LiveRuns extends Disposables {
  readonly #runs = new Map<string, LiveRun>();
  readonly #onMoved: (runId: string, from: string, to: string) => void;

  constructor(onMoved: (runId: string, from: string, to: string) => void) {
    super();
    this.#onMoved = onMoved;
  }

  /** The commit that holds the run's files now. Error: `not_available` when there is none yet. */
  async commit(session: RunnerSession, runId: string): Promise<string> {
    const known = this.#runs.get(runId) ?? this.#begin(session, runId);
    try {
      return (await known.snapshot).commit;
    } catch (error) {
      this.#runs.delete(runId);
      throw error;
    }
  }

  #begin(session: RunnerSession, runId: string): LiveRun {
    const run: LiveRun = {
      session,
      snapshot: session.api.runs.snapshot.query({ runId }),
      timer: undefined,
      listening: this.add(
        session.onEvents((events) => {
          if (events.some((event) => event.runId === runId))
            run.timer ??= setTimeout(() => void this.#look(runId), lookMs);
        }),
      ),
    };
    this.#runs.set(runId, run);
    this.add({ dispose: () => clearTimeout(run.timer) });
    return run;
  }

  async #look(runId: string): Promise<void> {
    const run = this.#runs.get(runId);
    if (!run || this.disposed) return;
    run.timer = undefined;
    try {
      const before = await run.snapshot;
      const now = await run.session.api.runs.snapshot.query({ runId });
      run.snapshot = Promise.resolve(now);
      if (now.commit !== before.commit) this.#onMoved(runId, before.commit, now.commit);
    } catch (error) {
      // Offline, or the worktree is gone: what is shown stays, and the next event looks again.
      log().debug(errorText(error));
    }
  }
}
