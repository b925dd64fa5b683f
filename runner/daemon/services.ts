import { stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import type {
  AgentView,
  BlobView,
  ChangesView,
  CommitsView,
  PruneView,
  RunSnapshot,
  TreeView,
} from "../../shared/api/views.ts";
import { notFound, SpoolError } from "../../shared/errors.ts";
import type { Thread } from "../../shared/model/thread.ts";
import type { ChangesRequest, RunnerServices } from "../api/services.ts";
import type { Core } from "../core/core.ts";
import { findThread } from "../core/references.ts";
import type { Housekeeping } from "../engine/housekeeping.ts";
import type { ProjectSource, Workspaces } from "../engine/ports.ts";
import type { Metrics } from "../observe/metrics.ts";
import { isMissing } from "./missing.ts";
import type { RunLogs } from "./run-logs.ts";
import type { RunSnapshots } from "./run-snapshots.ts";
import type { Settings } from "./settings.ts";
import { branchRange, mustBeOfThread } from "./thread-commits.ts";

export interface ServiceParts {
  core: Core;
  settings: Settings;
  workspaces: Workspaces;
  housekeeping: Housekeeping;
  snapshots: RunSnapshots;
  logs: RunLogs;
  metrics: Metrics;
  facts: RunnerServices["facts"];
}

/** Of one directory; a screen of more helps nobody, and an answer has a limit. */
const mostEntries = 20_000;

/** What the API asks beyond rows, answered from git, files and processes. */
export class Services implements RunnerServices {
  readonly #parts: ServiceParts;
  readonly facts: RunnerServices["facts"];

  constructor(parts: ServiceParts) {
    this.#parts = parts;
    this.facts = parts.facts;
  }

  async changes(request: ChangesRequest): Promise<ChangesView> {
    const { source, from, to } = await this.#range(request);
    return { from, to, ...(await this.#parts.workspaces.changes(source, from, to)) };
  }

  async patch(
    request: ChangesRequest & { path?: string; limitBytes: number },
  ): Promise<{ text: string; truncated: boolean }> {
    const { source, from, to } = await this.#range(request);
    const { path, limitBytes } = request;
    return this.#parts.workspaces.patch(source, { from, to, limitBytes, path });
  }

  async commits({ threadId, limit }: { threadId: string; limit: number }): Promise<CommitsView> {
    const thread = await findThread(this.#parts.core.store.read, threadId);
    const source = this.#source(thread.projectId);
    const range = await branchRange(this.#parts.core.store.read, thread);
    if (!range) throw noCommitYet();
    return { ...range, ...(await this.#parts.workspaces.commits(source, { ...range, limit })) };
  }

  async blob(request: { threadId: string; commit: string; path: string; limitBytes: number }): Promise<BlobView> {
    const thread = await findThread(this.#parts.core.store.read, request.threadId);
    await this.#mustBeOfThread(thread, request.commit);
    const found = await this.#parts.workspaces.blob(this.#source(thread.projectId), request);
    if (!found)
      throw new SpoolError("not_found", `no file ${request.path} at that commit`, { details: { field: "path" } });
    const { bytes, size, truncated } = found;
    // As git tells binary files from texts.
    const binary = bytes.subarray(0, 8_000).includes(0);
    return { base64: Buffer.from(bytes).toString("base64"), size, truncated, binary };
  }

  async tree(request: { threadId: string; commit: string; path: string }): Promise<TreeView> {
    const thread = await findThread(this.#parts.core.store.read, request.threadId);
    await this.#mustBeOfThread(thread, request.commit);
    const { commit, path } = request;
    const found = await this.#parts.workspaces.tree(this.#source(thread.projectId), {
      commit,
      path,
      limit: mostEntries,
    });
    if (found) return found;
    throw new SpoolError("not_found", `no directory ${path} at that commit`, { details: { field: "path" } });
  }

  snapshot(runId: string): Promise<RunSnapshot> {
    return this.#parts.snapshots.take(runId);
  }

  logs(runId: string) {
    return this.#parts.logs.list(runId);
  }

  readLog(request: { runId: string; name: string; offset: number; limit: number }) {
    return this.#parts.logs.read(request);
  }

  logGrown(request: { runId: string; name: string; offset: number }, signal: AbortSignal): Promise<void> {
    return this.#parts.logs.grown(request, signal);
  }

  async artifactFile(artifactId: string): Promise<{ path: string; size: number; name: string }> {
    const artifact = await this.#parts.core.store.read.artifacts.get(artifactId);
    if (!artifact) throw notFound("artifact", artifactId);
    const { paths } = this.#parts.settings;
    const [area = "", ...rest] = artifact.path.split("/");
    const root = area === "runs" ? paths.runs : paths.artifacts;
    const path = resolve(root, ...rest);
    if (!path.startsWith(`${resolve(root)}${sep}`)) throw notFound("artifact", artifactId);
    try {
      return { path, size: (await stat(path)).size, name: artifact.name };
    } catch (error) {
      if (isMissing(error)) throw new SpoolError("not_found", `the file of artifact ${artifactId} is gone`);
      throw error;
    }
  }

  pruneWorktrees(request: { dryRun: boolean; all: boolean }): Promise<PruneView> {
    return this.#parts.housekeeping.prune(request);
  }

  async agents(): Promise<AgentView[]> {
    const { settings } = this.#parts;
    return Promise.all(
      Object.values(settings.config.agents).map(
        async ({ name, adapter, model, maxJobs, account }): Promise<AgentView> => {
          const agent = settings.find(name);
          const probe = agent ? await agent.adapter.probe(agent.settings) : { available: false };
          const { available, version = null, problem = null } = { version: undefined, problem: undefined, ...probe };
          return { name, adapter, model, maxJobs, account, available, version, problem };
        },
      ),
    );
  }

  metrics(): Promise<{ contentType: string; body: string }> {
    return this.#parts.metrics.render();
  }

  /** From a run's start, or the thread's base, to the newest state that is known. */
  async #range(request: ChangesRequest): Promise<{ source: ProjectSource; from: string; to: string }> {
    const { read } = this.#parts.core.store;
    const thread = await findThread(read, request.threadId);
    const source = this.#source(thread.projectId);
    for (const commit of [request.from, request.to]) if (commit) await this.#mustBeOfThread(thread, commit);
    const run = request.runId === undefined ? undefined : await read.runs.get(request.runId);
    if (request.runId !== undefined && run?.threadId !== thread.id) throw notFound("run", request.runId);
    const newest = run
      ? (run.headCommit ?? (await read.checkpoints.forRun(run.id)).at(-1)?.commit)
      : (thread.continueFrom ?? thread.headCommit);
    const from = request.from ?? thread.baseCommit;
    const to = request.to ?? newest ?? thread.baseCommit;
    if (!from || !to) throw noCommitYet();
    return { source, from, to };
  }

  async #mustBeOfThread(thread: Thread, commit: string): Promise<void> {
    const { core, workspaces } = this.#parts;
    await mustBeOfThread(
      { reads: core.store.read, workspaces, source: this.#source(thread.projectId) },
      thread,
      commit,
    );
  }

  #source(projectId: string): ProjectSource {
    const project = this.#parts.settings.project(projectId);
    if (project) return project.source;
    throw new SpoolError("not_available", "the thread's project is not configured any more", {
      hint: "put it back into spool.yml to see its code",
    });
  }
}

function noCommitYet(): SpoolError {
  return new SpoolError("not_available", "this thread has no commit yet", { hint: "its first run has not started" });
}
