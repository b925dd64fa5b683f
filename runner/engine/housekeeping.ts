import { join } from "node:path";
import type { PruneView } from "../../shared/api/views.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import type { Core } from "../core/core.ts";
import type { EnginePorts } from "./context.ts";
import type { EngineObserver } from "./observer.ts";
import type { ProjectSettings, StepCommand } from "./ports.ts";
import { setupKey } from "./stages/prepare.ts";

const roundMs = 60_000;

/** Removes worktrees whose time has come and keeps warm spares ready, in the background, one thing at a time. */
export class Housekeeping {
  readonly #core: Core;
  readonly #ports: EnginePorts;
  readonly #observer: EngineObserver;
  #working: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(core: Core, ports: EnginePorts, observer: EngineObserver) {
    this.#core = core;
    this.#ports = ports;
    this.#observer = observer;
  }

  /** Clears what a kill left behind: half-made spares, directories nobody knows, an unfinished trash. */
  async start(): Promise<void> {
    const { read } = this.#core.store;
    const halfMade = await read.worktrees.list({ states: ["provisioning", "deleting"] });
    for (const worktree of halfMade) {
      const run = worktree.runId === null ? undefined : await read.runs.get(worktree.runId);
      if (run?.status === "running") continue;
      await this.#attempt("half-made worktree", () => this.#remove(worktree));
    }
    for (const project of await read.projects.list()) {
      const settings = this.#ports.settings.project(project.id);
      if (!settings) continue;
      await this.#attempt("trash", () => this.#ports.workspaces.emptyTrash(settings.source));
      await this.#attempt("orphan sweep", () => this.#adoptOrphans(project));
    }
    this.#timer = setInterval(() => this.wake(), roundMs);
    this.wake();
  }

  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Those whose retention has passed; with `all`, every retained one. Pinned ones and those at work stay. */
  async prune(request: { dryRun: boolean; all: boolean }): Promise<PruneView> {
    const now = this.#core.clock.now();
    const retained = await this.#core.store.read.worktrees.list({ states: ["retained", "orphaned"] });
    const due = retained.filter(
      (worktree) =>
        !worktree.pinned && (request.all || (worktree.retainedUntil !== null && worktree.retainedUntil <= now)),
    );
    if (!request.dryRun) for (const worktree of due) await this.#remove(worktree);
    return { removed: due, kept: retained.length - due.length, dryRun: request.dryRun };
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#attempt("worktree retention", async () => {
        await this.prune({ dryRun: false, all: false });
      });
      for (const project of await this.#core.store.read.projects.list()) {
        await this.#attempt(`warm pool of ${project.name}`, () => this.#fillPool(project));
      }
    }
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopped) return;
    try {
      await work();
    } catch (error) {
      if (!this.#stopped) this.#observer.problem(what, error);
    }
  }

  async #remove(worktree: Worktree): Promise<void> {
    const { store, clock } = this.#core;
    const settings = this.#ports.settings.project(worktree.projectId);
    if (!settings) return;
    await this.#mark(worktree, "deleting");
    for (const command of settings.hooks.beforeRemove) {
      await this.#attempt("before_remove hook", () => this.#runCommand(worktree, command));
    }
    await this.#ports.workspaces.remove(settings.source, worktree.path);
    await store.write(async (transaction) => {
      await transaction.worktrees.update(worktree.id, { state: "deleted", branch: null, deletedAt: clock.now() });
    });
  }

  async #mark(worktree: Worktree, state: "deleting"): Promise<void> {
    await this.#core.store.write(async (transaction) => {
      await transaction.worktrees.update(worktree.id, { state });
    });
  }

  /** Directories that no row knows get one: they are shown, kept for a while, and then removed like any other. */
  async #adoptOrphans(project: Project): Promise<void> {
    const settings = this.#ports.settings.project(project.id);
    if (!settings) return;
    const { store, ids, clock } = this.#core;
    const known = await store.read.worktrees.list({ projectId: project.id });
    const there = known.filter((worktree) => worktree.state !== "deleted").map((worktree) => worktree.path);
    for (const path of await this.#ports.workspaces.orphans(settings.source, there)) {
      const now = clock.now();
      const id = ids.make("worktree");
      const retainedUntil = now + project.worktrees.pruneAfterMs;
      const orphan = { ...newSpare(id, project, path, now), state: "orphaned" as const, retainedUntil };
      await store.write((transaction) => transaction.worktrees.insert(orphan));
    }
  }

  async #fillPool(project: Project): Promise<void> {
    const settings = this.#ports.settings.project(project.id);
    if (!settings) return;
    const key = setupKey(settings);
    const spares = await this.#core.store.read.worktrees.list({ projectId: project.id, states: ["ready"] });
    for (const spare of spares) if (spare.setupKey !== key) await this.#remove(spare);
    const fitting = spares.filter((spare) => spare.setupKey === key);
    for (const spare of fitting.slice(project.worktrees.pool)) await this.#remove(spare);
    for (let missing = project.worktrees.pool - fitting.length; missing > 0 && !this.#stopped; missing -= 1) {
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
    const worktree: Worktree = { ...newSpare(id, project, path, clock.now()), baseCommit: commit, setupKey: key };
    await store.write((transaction) => transaction.worktrees.insert(worktree));
    try {
      await workspaces.create(settings.source, { path: worktree.path, commit, branch: null });
      await workspaces.copyDeclared(settings.source, worktree.path);
      for (const command of settings.setup) await this.#runCommand(worktree, command);
    } catch (error) {
      await this.#remove(worktree);
      throw error;
    }
    await store.write(async (transaction) => {
      await transaction.worktrees.update(id, { state: "ready", lastActivityAt: clock.now() });
    });
  }

  async #runCommand(worktree: Worktree, command: StepCommand): Promise<void> {
    const { processes, settings } = this.#ports;
    const name = `${worktree.id}-${this.#core.ids.make("run")}`;
    const process = await processes.launch({
      directory: join(settings.paths.runs, "housekeeping", name),
      mark: `housekeeping.${name}`,
      argv: [...command.argv],
      cwd: worktree.path,
      environment: { ...settings.environment([]), CI: "true" },
      stdin: { kind: "none" },
      sandbox: { mode: settings.sandbox, confine: "processes", writable: [], readOnly: [] },
    });
    const timer = setTimeout(() => void process.stop({ graceMs: settings.stopGraceMs }), command.timeoutMs);
    try {
      const end = await process.wait();
      await process.stop({ graceMs: settings.stopGraceMs });
      if (end.kind === "exited" && end.code === 0) return;
      const tail = await process.lastOutput("stderr", 500);
      throw new Error(`${command.text} failed in a spare worktree: ${tail}`);
    } finally {
      clearTimeout(timer);
      process.close();
    }
  }
}

function newSpare(id: string, project: Project, path: string, now: number): Worktree {
  return {
    id,
    projectId: project.id,
    threadId: null,
    runId: null,
    path,
    branch: null,
    baseBranch: project.baseBranch,
    baseCommit: null,
    state: "provisioning",
    pinned: false,
    setupKey: "",
    retentionReason: null,
    retainedUntil: null,
    sizeBytes: null,
    createdAt: now,
    lastActivityAt: now,
    deletedAt: null,
  };
}
