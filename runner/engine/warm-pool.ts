import { join } from "node:path";
import { toSpoolError } from "../../shared/errors.ts";
import { retryDelay } from "../../shared/machines/backoff.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import { firstLine } from "../../shared/text.ts";
import type { Core } from "../core/core.ts";
import { blankWorktree } from "./blank-worktree.ts";
import type { EnginePorts } from "./context.ts";
import { runUnattended } from "./unattended.ts";
import type { ProjectSettings } from "./ports.ts";
import { setupKey } from "./setup-key.ts";

/** Spares of a project that could not be made, one after the other. */
interface Failing {
  project: string;
  /** Of another setup the failure says nothing. */
  key: string;
  times: number;
  /** By `performance.now()`. */
  tryAt: number;
  /** The first one: the words of a command that failed differ from time to time. */
  error: unknown;
}

/** Keeps spare worktrees of a project's base ready, with setup already run, so that a run needs only a claim. */
export class WarmPool {
  readonly #core: Core;
  readonly #ports: EnginePorts;
  readonly #remove: (worktree: Worktree) => Promise<unknown>;
  readonly #signal: AbortSignal;
  readonly #calm: () => Promise<void>;
  readonly #failing = new Map<string, Failing>();

  /** `calm` resolves when no agent is being started, which a spare must not stand in the way of. */
  constructor(
    core: Core,
    ports: EnginePorts,
    remove: (worktree: Worktree) => Promise<unknown>,
    pace: { signal: AbortSignal; calm: () => Promise<void> },
  ) {
    this.#core = core;
    this.#ports = ports;
    this.#remove = remove;
    this.#signal = pace.signal;
    this.#calm = pace.calm;
  }

  /** One sentence for each project whose spares cannot be made. */
  problems(): string[] {
    return [...this.#failing.values()].map(
      ({ project, times, error }) =>
        `no spare worktree of ${project} can be made (tried ${times} times): ${firstLine(toSpoolError(error).message, 400)}`,
    );
  }

  /**
   * Drops spares of another setup and those too many, makes those missing, one after the other. What cannot be made is
   * tried again after the pauses of a job's retries; until then it fails as it did first.
   */
  async fill(project: Project): Promise<void> {
    const settings = this.#ports.settings.project(project.id);
    if (!settings) return;
    const key = setupKey(settings);
    const spares = await this.#core.store.read.worktrees.list({ projectId: project.id, states: ["ready"] });
    for (const spare of spares) if (spare.setupKey !== key) await this.#remove(spare);
    const fitting = spares.filter((spare) => spare.setupKey === key);
    for (const spare of fitting.slice(project.worktrees.pool)) await this.#remove(spare);
    let missing = project.worktrees.pool - fitting.length;
    if (missing <= 0 || this.#failing.get(project.id)?.key !== key) this.#failing.delete(project.id);
    for (; missing > 0 && !this.#signal.aborted; missing -= 1) {
      const failing = this.#failing.get(project.id);
      if (failing && performance.now() < failing.tryAt) throw failing.error;
      await this.#calm();
      try {
        await this.#makeSpare(project, settings, key);
        this.#failing.delete(project.id);
      } catch (error) {
        throw this.#signal.aborted ? error : this.#noteFailure(project, key, error);
      }
    }
  }

  #noteFailure(project: Project, key: string, error: unknown): unknown {
    const before = this.#failing.get(project.id);
    const times = (before?.times ?? 0) + 1;
    const pause = retryDelay(times, this.#core.random(), this.#core.limits().retryBaseMs);
    const first = before?.error ?? error;
    this.#failing.set(project.id, {
      project: project.name,
      key,
      times,
      tryAt: performance.now() + pause,
      error: first,
    });
    return first;
  }

  async #makeSpare(project: Project, settings: ProjectSettings, key: string): Promise<void> {
    const { store, ids, clock } = this.#core;
    const { workspaces } = this.#ports;
    await workspaces.refresh(settings.source, this.#signal);
    const commit = await workspaces.resolveBase(settings.source, project.baseBranch);
    const id = ids.make("worktree");
    const path = join(this.#ports.settings.paths.worktrees, project.name, id);
    const worktree: Worktree = { ...blankWorktree(id, project, path, clock.now()), baseCommit: commit, setupKey: key };
    await store.write((transaction) => transaction.worktrees.insert(worktree));
    try {
      await workspaces.create(settings.source, { path: worktree.path, commit, branch: null });
      await workspaces.copyDeclared(settings.source, worktree.path);
      for (const command of settings.setup)
        await runUnattended(this.#core, this.#ports, { cwd: worktree.path, command, signal: this.#signal });
    } catch (error) {
      await this.#remove(worktree);
      throw error;
    }
    await store.write(async (transaction) => {
      await transaction.worktrees.update(id, { state: "ready", lastActivityAt: clock.now() });
    });
  }
}
