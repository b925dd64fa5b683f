import type { ChangesScope, ThreadReference } from "../../common/references.ts";
import type { RunnerSession } from "../../common/session/session.ts";

interface OfRun extends ThreadReference {
  jobId: string;
  runId: string;
  /** Changes asked for here are those of the run. */
  scope: ChangesScope;
}

/** A row of the thread tree. Commands are given it as the reference to what they act on. */
export type ThreadNode =
  | { kind: "runner"; session: RunnerSession }
  | { kind: "group"; session: RunnerSession; key: string }
  | ({ kind: "thread" } & ThreadReference)
  | ({ kind: "job"; jobId: string } & ThreadReference)
  | ({ kind: "run" } & OfRun)
  | ({ kind: "stage"; stage: string } & OfRun)
  | ({ kind: "file"; path: string } & OfRun)
  /** Said where rows would be: why there are none. */
  | { kind: "note"; session: RunnerSession; below: string; text: string }
  /** More rows of a group that is too long to be shown at once, or more threads from the runner. */
  | { kind: "more"; session: RunnerSession; key: string };

/** Stays the same as long as the row stands for the same thing: VS Code keeps selection and expansion by it. */
export function nodeId(node: ThreadNode): string {
  const { id } = node.session;
  switch (node.kind) {
    case "runner":
      return id;
    case "group":
      return `${id}/group/${node.key}`;
    case "thread":
      return `${id}/${node.threadId}`;
    case "job":
      return `${id}/${node.jobId}`;
    case "run":
      return `${id}/${node.runId}`;
    case "stage":
      return `${id}/${node.runId}/stage/${node.stage}`;
    case "file":
      return `${id}/${node.runId}/file/${node.path}`;
    case "note":
      return `${node.below}/note`;
    case "more":
      return `${id}/more/${node.key}`;
  }
}

/**
 * The one object for each row: VS Code knows rows by identity, and a change told of another object with the same content
 * is not heard.
 */
export class ThreadNodes {
  readonly #known = new Map<string, ThreadNode>();

  of(node: ThreadNode): ThreadNode {
    const id = nodeId(node);
    const known = this.#known.get(id);
    // A session that was opened anew has the same id, and rows of the old one would call into what is closed.
    if (known?.session === node.session && known.kind === node.kind && known.kind !== "note") return known;
    this.#known.set(id, node);
    return node;
  }

  /** The row as it was given to VS Code; undefined when it never was. */
  find(id: string): ThreadNode | undefined {
    return this.#known.get(id);
  }

  keepOnly(sessions: readonly RunnerSession[]): void {
    for (const [id, { session }] of this.#known) if (!sessions.includes(session)) this.#known.delete(id);
  }
}
