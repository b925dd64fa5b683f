import { join } from "node:path";
import type { Project } from "../../shared/model/project.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import type { Core } from "../core/core.ts";
import { blankWorktree } from "./blank-worktree.ts";
import type { EnginePorts } from "./context.ts";
import { runUnattended } from "./unattended.ts";
import type { ProjectSettings } from "./ports.ts";
import { setupKey } from "./setup-key.ts";

/** Keeps spare worktrees of a project's base ready, with setup already run, so that a run needs only a claim. */
export class WarmPool {
  readonly #core: Core;
  readonly #ports: EnginePorts;
  readonly #remove: (worktree: Worktree) => Promise<unknown>;
  readonly #signal: AbortSignal;
  readonly #calm: () => Promise<void>;

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

  /** Drops spares of another setup and those too many, makes those missing, one after the other. */
  async fill(project: Project): Promise<void> {
    const settings = this.#ports.settings.project(project.id);
    if (!settings) return;
    const key = setupKey(settings);
    const spares = await this.#core.store.read.worktrees.list({ projectId: project.id, states: ["ready"] });
    for (const spare of spares) if (spare.setupKey !== key) await this.#remove(spare);
    const fitting = spares.filter((spare) => spare.setupKey === key);
    for (const spare of fitting.slice(project.worktrees.pool)) await this.#remove(spare);
    for (let missing = project.worktrees.pool - fitting.length; missing > 0 && !this.#signal.aborted; missing -= 1) {
      await this.#calm();
      await this.#makeSpare(project, settings, key);
    }
  }

  async #makeSpare(project: Project, settings: ProjectSettings, key: string): Promise<void> {
    const { store, ids, clock } = this.#core;
    const { workspaces } = this.#ports;
    await workspaces.refresh(settings.source);
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
