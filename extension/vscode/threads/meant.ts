import type * as vscode from "vscode";
import type { JobReference, ThreadReference } from "../../common/references.ts";
import type { Runners } from "../connection/runners.ts";
import { pickThread, type PickOptions } from "./pick-thread.ts";
import type { ThreadNode } from "./thread-node.ts";

/** What a key binding gives a command: that the row in focus is meant, since VS Code passes none. */
interface BySelection {
  selected: true;
}

/** What a command on rows may be called with: a row or a panel's reference, or nothing. */
export type MaybeReference = ThreadReference | JobReference | ThreadNode | BySelection;

/** Finds out what a command is to act on: the row it was called on, the selected one, or what the person picks. */
export class Meant {
  readonly #runners: Runners;
  readonly #view: vscode.TreeView<ThreadNode>;

  constructor(runners: Runners, view: vscode.TreeView<ThreadNode>) {
    this.#runners = runners;
    this.#view = view;
  }

  async thread(given: MaybeReference | undefined, options: PickOptions): Promise<ThreadReference | undefined> {
    const [first] = this.#given(given);
    return first ?? pickThread(this.#runners, options);
  }

  /** All selected rows when the command was called on one of them. */
  async threads(given: MaybeReference | undefined, all: unknown, options: PickOptions): Promise<ThreadReference[]> {
    const rows = Array.isArray(all) && all.length > 1 ? (all as MaybeReference[]) : [given];
    const known = new Map(
      rows.flatMap((row) => this.#given(row)).map((found) => [`${found.session.id}/${found.threadId}`, found]),
    );
    if (known.size > 0) return [...known.values()];
    const picked = await pickThread(this.#runners, options);
    return picked ? [picked] : [];
  }

  #given(given: MaybeReference | undefined): (ThreadReference & { jobId?: string; runId?: string })[] {
    if (given === undefined) return [];
    if ("selected" in given) return this.#view.selection.flatMap((node) => this.#given(node));
    return "threadId" in given ? [given] : [];
  }

  /** The job meant by a row: its own, or the newest of the thread. */
  async job(given: MaybeReference | undefined, options: PickOptions): Promise<JobReference | undefined> {
    const found: (ThreadReference & { jobId?: string }) | undefined = await this.thread(given, options);
    if (!found) return undefined;
    const { session, threadId } = found;
    const jobId = found.jobId ?? (await session.threads.fetch(threadId))?.latestJob?.id;
    return jobId === undefined ? undefined : { session, threadId, jobId };
  }
}
