import type { RunnerSession } from "./session/session.ts";

/** What a command on a thread is given: a row of the tree is one, and so is what a panel passes on. */
export interface ThreadReference {
  session: RunnerSession;
  threadId: string;
}

/** A plan of a thread: without an approval the one that waits, else the newest. */
export interface PlanReference extends ThreadReference {
  approvalId?: string;
}

export interface JobReference extends ThreadReference {
  jobId: string;
}

export interface RunReference extends ThreadReference {
  runId: string;
}

/** Which changes are meant: of the whole thread, of a run, of one turn of it, or what came since the person last looked. */
export type ChangesScope =
  | { kind: "thread" }
  | { kind: "run"; runId: string }
  | { kind: "turn"; runId: string; checkpointId: string }
  | { kind: "unseen" };

export interface ChangesReference extends ThreadReference {
  /** The whole thread where it is left out. */
  scope?: ChangesScope;
  /** Path in the repository to show first. */
  path?: string;
}
