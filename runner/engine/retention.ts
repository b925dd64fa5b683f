import { lstat, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Run } from "../../shared/model/run.ts";
import type { Thread } from "../../shared/model/thread.ts";
import { SpoolError } from "../../shared/errors.ts";
import type { Core } from "../core/core.ts";
import type { EngineSettings } from "./ports.ts";

/** What is kept is counted in days: more often would only be work. */
const roundMs = 60 * 60_000;

/**
 * Lets the directories of ended runs (what their processes printed) and the artifacts of archived threads go when their
 * time has come. Rows, events and checkpoints stay. What no row knows stays, too: it may be of a newer backup.
 */
export class Retention {
  readonly #core: Core;
  readonly #settings: EngineSettings;
  readonly #signal: AbortSignal;
  /** Bytes by run; an ended run's directory does not change any more. */
  readonly #sizes = new Map<string, number>();
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(core: Core, settings: EngineSettings, signal: AbortSignal) {
    this.#core = core;
    this.#settings = settings;
    this.#signal = signal;
  }

  async round(): Promise<void> {
    const now = this.#core.clock.now();
    // Also when the clock was set back: waiting until it has caught up could take for ever.
    if (now >= this.#lastAt && now - this.#lastAt < roundMs) return;
    this.#lastAt = now;
    const { runLogsMs, runLogsBytes, artifactsMs } = this.#settings.retention;
    await this.#dropOldRuns(now - runLogsMs);
    if (runLogsBytes !== null) await this.#keepRunsWithin(runLogsBytes);
    if (artifactsMs !== null) await this.#dropArtifacts(now - artifactsMs);
  }

  async #dropOldRuns(before: number): Promise<void> {
    for await (const { run, thread, path } of this.#runs()) {
      // They come in the order of their making, and none ends before it is made.
      if (run.createdAt > before) return;
      if (mayGo(run, thread) && (run.finishedAt ?? Number.POSITIVE_INFINITY) <= before) await drop(path);
    }
  }

  /** The oldest first; those in use count, and stay. */
  async #keepRunsWithin(limit: number): Promise<void> {
    const dispensable: { id: string; path: string; size: number }[] = [];
    let total = 0;
    for await (const { run, thread, path } of this.#runs()) {
      const size = (run.finishedAt !== null && this.#sizes.get(run.id)) || (await treeSize(path));
      if (run.finishedAt !== null) this.#sizes.set(run.id, size);
      total += size;
      if (mayGo(run, thread)) dispensable.push({ id: run.id, path, size });
    }
    for (const { id, path, size } of dispensable) {
      if (total <= limit || this.#signal.aborted) return;
      await drop(path);
      this.#sizes.delete(id);
      total -= size;
    }
  }

  async #dropArtifacts(before: number): Promise<void> {
    const { read } = this.#core.store;
    for (const id of await namesIn(this.#settings.paths.artifacts, "thr_")) {
      if (this.#signal.aborted) return;
      const thread = await known(read.threads.get(id));
      if (thread && thread.createdAt > before) return;
      const archivedAt = thread?.archivedAt ?? Number.POSITIVE_INFINITY;
      if (archivedAt <= before) await drop(join(this.#settings.paths.artifacts, id));
    }
  }

  /** Oldest first. */
  async *#runs(): AsyncGenerator<{ run: Run; thread: Thread; path: string }> {
    const { read } = this.#core.store;
    for (const id of await namesIn(this.#settings.paths.runs, "run_")) {
      if (this.#signal.aborted) return;
      const run = await known(read.runs.get(id));
      const thread = run && (await known(read.threads.get(run.threadId)));
      if (run && thread) yield { run, thread, path: join(this.#settings.paths.runs, id) };
    }
  }
}

/** As long as something goes on with a thread, or waits for a person, what its runs printed may be asked for. */
function mayGo(run: Run, { status }: Thread): boolean {
  return run.finishedAt !== null && (status === "open" || status === "idle" || status === "archived");
}

/** A damaged row was reported when it was met first; its files stay. */
async function known<Entity>(read: Promise<Entity | undefined>): Promise<Entity | undefined> {
  return read.catch((error: unknown) => {
    if (SpoolError.is(error, "corrupt_data")) return undefined;
    throw error;
  });
}

/** Ids sort by the time of their making. */
async function namesIn(directory: string, prefix: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith(prefix)).toSorted();
}

async function drop(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Bytes on disk; no link is followed. */
async function treeSize(path: string): Promise<number> {
  const status = await lstat(path);
  let size = status.blocks * 512;
  if (!status.isDirectory()) return size;
  for (const name of await readdir(path)) size += await treeSize(join(path, name));
  return size;
}
