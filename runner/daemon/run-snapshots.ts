import { setTimeout as pause } from "node:timers/promises";
import type { RunSnapshot } from "../../shared/api/views.ts";
import { notFound, SpoolError } from "../../shared/errors.ts";
import type { Run } from "../../shared/model/run.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import type { Core } from "../core/core.ts";
import type { ProjectSource, Workspaces } from "../engine/ports.ts";
import { shareNext } from "./share-next.ts";

interface Parts {
  core: Core;
  project: (projectId: string) => { source: ProjectSource } | undefined;
  workspaces: Pick<Workspaces, "parkLiveState" | "dropLiveState">;
  /** Between the beginnings of two looks at one run's files, however many people watch. */
  intervalMs?: number;
}

/** The files of runs as they are at the moment somebody asks. */
export class RunSnapshots implements AsyncDisposable {
  readonly #core: Core;
  readonly #project: Parts["project"];
  readonly #workspaces: Parts["workspaces"];
  readonly #intervalMs: number;
  /** Of runs at work that somebody asked about. */
  readonly #looks = new Map<string, () => Promise<RunSnapshot | undefined>>();
  readonly #pending = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #ends: Disposable;

  constructor({ core, project, workspaces, intervalMs = 1_000 }: Parts) {
    this.#core = core;
    this.#project = project;
    this.#workspaces = workspaces;
    this.#intervalMs = intervalMs;
    this.#ends = core.store.onCommit((events) => {
      for (const { type, runId } of events) if (type === "run.ended" && runId !== undefined) this.#looks.delete(runId);
    });
  }

  /**
   * Never older than the question: one that comes while a look is under way waits for the next. Once the run has ended, its
   * last checkpoint. Errors: `not_found`; `not_available` when there is neither a worktree nor a checkpoint.
   */
  async take(runId: string): Promise<RunSnapshot> {
    const run = await this.#core.store.read.runs.get(runId);
    if (!run) throw notFound("run", runId);
    if (await this.#atWork(runId)) {
      const live = await this.#look(runId);
      if (live) return live;
    }
    return this.#last(runId);
  }

  async #look(runId: string): Promise<RunSnapshot | undefined> {
    let look = this.#looks.get(runId);
    if (!look) {
      let next = 0;
      look = shareNext(async () => {
        const { signal } = this.#closing;
        const wait = next - performance.now();
        if (wait > 0) await pause(wait, undefined, { signal });
        next = performance.now() + this.#intervalMs;
        return this.#capture(runId, signal);
      });
      this.#looks.set(runId, look);
    }
    const looking = look();
    this.#pending.add(looking);
    try {
      return await looking;
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
      throw new SpoolError("unavailable", "the runner is shutting down", { hint: "try again shortly", cause: error });
    } finally {
      this.#pending.delete(looking);
    }
  }

  /** Undefined when the run's work has ended meanwhile. */
  async #capture(runId: string, signal: AbortSignal): Promise<RunSnapshot | undefined> {
    const found = await this.#atWork(runId);
    if (!found) return undefined;
    const { run, worktree, base, source } = found;
    const at = this.#core.clock.now();
    try {
      const state = await this.#workspaces.parkLiveState(source, { path: worktree.path, runId, base, signal });
      // Whoever removes the worktree drops the ref after it marked the row: either it sees this one, or this sees the mark.
      if (await this.#isGone(worktree.id)) await this.#workspaces.dropLiveState(source, run.id);
      return { ...state, base, at, live: true };
    } catch (error) {
      // Taken away under our hands: that is an end, not a failure.
      if (!signal.aborted && !(await this.#atWork(runId))) return undefined;
      throw error;
    }
  }

  async #isGone(worktreeId: string): Promise<boolean> {
    const state = (await this.#core.store.read.worktrees.get(worktreeId))?.state;
    return state === undefined || state === "deleting" || state === "deleted";
  }

  async #atWork(runId: string): Promise<AtWork | undefined> {
    const { read } = this.#core.store;
    const run = await read.runs.get(runId);
    if (!run || run.finishedAt !== null || run.baseCommit === null || run.worktreeId === null) return undefined;
    const worktree = await read.worktrees.get(run.worktreeId);
    const project = this.#project(run.projectId);
    if (worktree?.state !== "active" || !project) return undefined;
    return { run, worktree, base: run.baseCommit, source: project.source };
  }

  async #last(runId: string): Promise<RunSnapshot> {
    const { read } = this.#core.store;
    const run = await read.runs.get(runId);
    const point = await read.checkpoints.latestForRun(runId);
    if (point && run) {
      const { commit, files, additions, deletions, createdAt: at } = point;
      return { commit, base: run.baseCommit ?? point.head, at, files, additions, deletions, live: false };
    }
    throw run?.finishedAt === null
      ? new SpoolError("not_available", "the run has no worktree yet", { hint: "its stage prepare makes one" })
      : new SpoolError("not_available", "the run left no state: it changed nothing, or did not come to its work");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ends[Symbol.dispose]();
    this.#closing.abort();
    await Promise.allSettled(this.#pending);
  }
}

interface AtWork {
  run: Run;
  worktree: Worktree;
  base: string;
  source: ProjectSource;
}
