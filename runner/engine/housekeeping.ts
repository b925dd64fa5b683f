import { existsSync } from "node:fs";
import type { PruneView } from "../../shared/api/views.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Worktree } from "../../shared/model/worktree.ts";
import type { Core } from "../core/core.ts";
import { blankWorktree } from "./blank-worktree.ts";
import { Calm } from "./calm.ts";
import type { EnginePorts } from "./context.ts";
import type { EngineObserver } from "./observer.ts";
import { Retention } from "./retention.ts";
import { endUnattended, runUnattended } from "./unattended.ts";
import { WarmPool } from "./warm-pool.ts";

const roundMs = 60_000;
/** How long the answer to a command is kept for whoever repeats it: longer than any client goes on trying. */
const receiptsKeptMs = 7 * 86_400_000;

/** Removes worktrees and logs whose time has come and keeps warm spares ready, in the background, one thing at a time. */
export class Housekeeping {
  readonly #core: Core;
  readonly #ports: EnginePorts;
  readonly #observer: EngineObserver;
  readonly #pool: WarmPool;
  readonly #calm: Calm;
  readonly #retention: Retention;
  readonly #removing = new Map<string, Promise<boolean>>();
  readonly #stopping = new AbortController();
  /** What failed last, by what was tried. */
  readonly #told = new Map<string, string>();
  #working: Promise<void> | undefined;
  #again = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(core: Core, ports: EnginePorts, observer: EngineObserver) {
    this.#core = core;
    this.#ports = ports;
    this.#observer = observer;
    this.#calm = new Calm(core.store);
    this.#retention = new Retention(core, ports.settings, this.#stopping.signal);
    this.#pool = new WarmPool(core, ports, (worktree) => this.#remove(worktree), {
      signal: this.#stopping.signal,
      calm: () => this.#calm.wait(this.#stopping.signal),
    });
  }

  /** In the background: a project whose remote is away must not keep the runner from starting. */
  start(): void {
    this.#working = this.#attempt("clearing what was left behind", () => this.#clear()).finally(() => {
      this.#working = undefined;
      this.#timer = setInterval(() => this.wake(), roundMs);
      this.wake();
    });
  }

  /** Clears what a kill left behind: commands in spares, directories nobody knows, an unfinished trash. */
  async #clear(): Promise<void> {
    // Before anything else: they may still work in what is about to be removed.
    await this.#attempt("leftover commands", () => endUnattended(this.#ports));
    for (const project of await this.#core.store.read.projects.list()) {
      const settings = this.#ports.settings.project(project.id);
      if (!settings) continue;
      await this.#attempt("trash", () => this.#ports.workspaces.emptyTrash(settings.source));
      await this.#attempt("orphan sweep", () => this.#adoptOrphans(project));
    }
  }

  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#again = true;
    this.#working ??= this.#attempt("housekeeping", () => this.#work()).finally(() => {
      this.#working = undefined;
      // Asked for between the last look and here: nobody else would look again for a minute.
      if (this.#again) this.wake();
    });
  }

  /** What goes wrong again and again, as sentences for whoever asks how the runner does. */
  problems(): string[] {
    return this.#pool.problems();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
    await Promise.allSettled(this.#removing.values());
    clearInterval(this.#timer);
    this.#calm[Symbol.dispose]();
  }

  /** Those whose retention has passed; with `all`, every retained one. Pinned ones and those at work stay. */
  async prune(request: { dryRun: boolean; all: boolean }): Promise<PruneView> {
    const now = this.#core.clock.now();
    const retained = await this.#core.store.read.worktrees.list({ states: ["retained", "orphaned"] });
    const due = retained.filter(
      (worktree) =>
        !worktree.pinned && (request.all || (worktree.retainedUntil !== null && worktree.retainedUntil <= now)),
    );
    const removed: Worktree[] = [];
    for (const worktree of due) if (request.dryRun || (await this.#remove(worktree))) removed.push(worktree);
    return { removed, kept: retained.length - removed.length, dryRun: request.dryRun };
  }

  /** Half-made spares and removals that a kill or a failure cut off; a run's own are the run's to finish. */
  async #removeHalfMade(): Promise<void> {
    const { read } = this.#core.store;
    for (const worktree of await read.worktrees.list({ states: ["provisioning", "deleting"] })) {
      await this.#attempt("half-made worktree", async () => {
        const run = worktree.runId === null ? undefined : await read.runs.get(worktree.runId);
        if (run?.status !== "running") await this.#remove(worktree);
      });
    }
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopping.signal.aborted) {
      this.#again = false;
      await this.#calm.wait(this.#stopping.signal);
      await this.#attempt("half-made worktrees", () => this.#removeHalfMade());
      await this.#attempt("worktree retention", async () => {
        await this.prune({ dryRun: false, all: false });
      });
      await this.#attempt("disk quota", () => this.#keepQuota());
      await this.#attempt("receipts", () => this.#forgetReceipts());
      await this.#attempt("retention of logs and artifacts", () => this.#retention.round());
      for (const project of await this.#core.store.read.projects.list()) {
        await this.#attempt(`warm pool of ${project.name}`, () => this.#pool.fill(project));
      }
    }
  }

  /** Over the quota the oldest retained worktrees go first; pinned ones and those at work never. */
  async #keepQuota(): Promise<void> {
    const { store } = this.#core;
    const { diskQuotaBytes } = this.#ports.settings;
    const retained = await store.read.worktrees.list({ states: ["retained"] });
    for (const worktree of retained) {
      if (worktree.sizeBytes !== null || this.#stopping.signal.aborted) continue;
      await this.#calm.wait(this.#stopping.signal);
      worktree.sizeBytes = await this.#ports.workspaces.sizeOf(worktree.path);
      const { sizeBytes } = worktree;
      await store.write(async (transaction) => {
        await transaction.worktrees.update(worktree.id, { sizeBytes });
      });
    }
    if (diskQuotaBytes === null) return;
    let total = retained.reduce((sum, worktree) => sum + (worktree.sizeBytes ?? 0), 0);
    const oldestFirst = retained.toSorted((one, other) => one.lastActivityAt - other.lastActivityAt);
    for (const worktree of oldestFirst) {
      if (total <= diskQuotaBytes) return;
      if (worktree.pinned) continue;
      await this.#remove(worktree);
      total -= worktree.sizeBytes ?? 0;
    }
  }

  async #forgetReceipts(): Promise<void> {
    const { store, clock } = this.#core;
    await store.write((transaction) => transaction.receipts.forgetBefore(clock.now() - receiptsKeptMs));
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    try {
      await work();
      this.#told.delete(what);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      // A remote that is away fails the same way in each round: that is told once, until it is over.
      if (this.#stopping.signal.aborted || this.#told.get(what) === words) return;
      this.#told.set(what, words);
      this.#observer.problem(what, error);
    }
  }

  /** Asked for by hand while a round is at it, it is one removal. False when it stays. */
  #remove(worktree: Worktree): Promise<boolean> {
    const known = this.#removing.get(worktree.id);
    if (known) return known;
    const removing = this.#removeNow(worktree).finally(() => this.#removing.delete(worktree.id));
    this.#removing.set(worktree.id, removing);
    return removing;
  }

  async #removeNow(worktree: Worktree): Promise<boolean> {
    const { store, clock } = this.#core;
    const settings = this.#ports.settings.project(worktree.projectId);
    if (!settings || !(await this.#condemn(worktree))) return false;
    for (const command of existsSync(worktree.path) ? settings.hooks.beforeRemove : []) {
      await this.#attempt("before_remove hook", () =>
        runUnattended(this.#core, this.#ports, { cwd: worktree.path, command, signal: this.#stopping.signal }),
      );
    }
    await this.#ports.workspaces.remove(settings.source, worktree.path);
    if (worktree.runId !== null) await this.#ports.workspaces.dropLiveState(settings.source, worktree.runId);
    await store.write(async (transaction) => {
      await transaction.worktrees.update(worktree.id, { state: "deleted", branch: null, deletedAt: clock.now() });
    });
    return true;
  }

  /** False when it is not any more what it was when it was chosen: a run claimed it, or someone pinned it. */
  #condemn({ id, state }: Worktree): Promise<boolean> {
    return this.#core.store.write(async (transaction) => {
      const current = await transaction.worktrees.get(id);
      if (current?.state !== state || current.pinned) return false;
      await transaction.worktrees.update(id, { state: "deleting" });
      return true;
    });
  }

  /** Directories that no row knows get one: they are shown, kept for a while, and then removed like any other. */
  async #adoptOrphans(project: Project): Promise<void> {
    const settings = this.#ports.settings.project(project.id);
    if (!settings) return;
    const { store, ids, clock } = this.#core;
    const known = async () => {
      const all = await store.read.worktrees.list({ projectId: project.id });
      return all.filter((worktree) => worktree.state !== "deleted").map((worktree) => worktree.path);
    };
    const found = await this.#ports.workspaces.orphans(settings.source, await known());
    // Read again: a run may have made its worktree meanwhile. Its row comes before its directory, so none is missed.
    const since = new Set(await known());
    for (const path of found.filter((candidate) => !since.has(candidate))) {
      const now = clock.now();
      const id = ids.make("worktree");
      const retainedUntil = now + project.worktrees.pruneAfterMs;
      const orphan = { ...blankWorktree(id, project, path, now), state: "orphaned" as const, retainedUntil };
      await store.write((transaction) => transaction.worktrees.insert(orphan));
    }
  }
}
