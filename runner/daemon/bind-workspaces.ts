import { join } from "node:path";
import type { DeviatingFile } from "../../shared/model/contract.ts";
import type { TreeView } from "../../shared/api/views.ts";
import type { ProjectSource, Workspaces } from "../engine/ports.ts";
import { expectSuccess, runCommand } from "../process/run-command.ts";
import { checkRange } from "../gates/preflight/preflight.ts";
import { alreadyPublished } from "../publish/already-published.ts";
import { exportPatches } from "../publish/patches.ts";
import { pushBranch } from "../publish/push.ts";
import { resolveBase } from "../workspace/base.ts";
import { type ChangedFile, changedFiles, touchedFiles } from "../workspace/changes.ts";
import { checkpoint, nextCheckpointRef } from "../workspace/checkpoint.ts";
import { makeCommit, moveBranch } from "../workspace/commit.ts";
import { listTree, patchText, readBlob, type TreeEntry } from "../workspace/contents.ts";
import { copyFiles } from "../workspace/copy-files.ts";
import { GitError } from "../workspace/git-error.ts";
import { commitsBetween, isCommitBetween } from "../workspace/history.ts";
import { largeFilePointers } from "../workspace/large-files.ts";
import { dropLiveState, parkLiveState, runOfLiveState } from "../workspace/live-state.ts";
import { fetchMirror, openMirror } from "../workspace/mirror.ts";
import { type Mirror, resolveCommit, resolveTree } from "../workspace/mirror-git.ts";
import { orphanDirectories } from "../workspace/orphans.ts";
import { fillSubmodules } from "../workspace/submodules.ts";
import { printOf } from "../workspace/print.ts";
import { emptyTrash, removeWorktree } from "../workspace/trash.ts";
import type { WorkspaceWarning } from "../workspace/warning.ts";
import { shareNext } from "./share-next.ts";
import { closeWorkspace, openWorkspace, placeOf, type Workspace } from "../workspace/workspace.ts";
import { claimWorktree, createWorktree, detachWorktree, materialise } from "../workspace/worktree.ts";

interface Opened {
  workspace: Workspace;
  mirror: Mirror;
  /** What came up since the last look; each is told to one run. */
  warnings: string[];
  /** Fetches what the remote has now. Calls that come while one is under way share the next. */
  fetch: (signal: AbortSignal) => Promise<void>;
  /** When its making began, if it was not there, on the clock of `performance.now()`; else −∞. */
  madeAt: number;
}

/** The engine's view of git: one mirror and one worktree folder per project, opened at first use. */
export class GitWorkspaces implements Workspaces, AsyncDisposable {
  readonly #paths: { repositories: string; worktrees: string };
  readonly #opened = new Map<string, Promise<Opened>>();
  readonly #interrupted = new AbortController();

  constructor(paths: { repositories: string; worktrees: string }) {
    this.#paths = paths;
  }

  async refresh(source: ProjectSource, signal: AbortSignal): Promise<string[]> {
    const asked = performance.now();
    const opened = await unlessAborted(this.#open(source), signal);
    // A mirror that was made for this very call has what the remote has.
    if (opened.madeAt < asked) await opened.fetch(signal);
    return opened.warnings.splice(0);
  }

  async resolveBase(source: ProjectSource, branch: string): Promise<string> {
    const { mirror } = await this.#open(source);
    return (await resolveBase(mirror, branch)).commit;
  }

  async treeOf(source: ProjectSource, commit: string): Promise<string> {
    const { mirror } = await this.#open(source);
    return resolveTree(mirror, commit);
  }

  async create(
    source: ProjectSource,
    { path, commit, branch }: { path: string; commit: string; branch: string | null },
  ): Promise<string[]> {
    const opened = await this.#open(source);
    await createWorktree(opened.workspace, { path, commit, ...(await this.#branchAt(opened, branch)) });
    return this.#complete(opened, path, commit);
  }

  async materialise(
    source: ProjectSource,
    request: { path: string; checkpoint: string; branch: string | null },
  ): Promise<string[]> {
    const opened = await this.#open(source);
    const { path, branch } = request;
    await materialise(opened.workspace, {
      path,
      checkpoint: request.checkpoint,
      ...(await this.#branchAt(opened, branch)),
    });
    return this.#complete(opened, path, request.checkpoint);
  }

  async claimSpare(
    source: ProjectSource,
    { path, commit, branch }: { path: string; commit: string; branch: string },
  ): Promise<boolean> {
    const opened = await this.#open(source);
    const expectedOld = await resolveCommit(opened.mirror, `refs/heads/${branch}`);
    try {
      await claimWorktree(opened.workspace, { path, commit, branch, ...(expectedOld && { expectedOld }) });
      return true;
    } catch (error) {
      if (GitError.isGit(error, "worktree_missing") || GitError.isGit(error, "worktree_dirty")) return false;
      throw error;
    }
  }

  async copyDeclared(source: ProjectSource, path: string): Promise<string[]> {
    const { copy: patterns, copyFrom: from } = source;
    if (patterns.length === 0 || from === null) return [];
    const { workspace } = await this.#open(source);
    const { warnings } = await copyFiles(workspace, { path, from, patterns });
    return warnings.map(warningText);
  }

  async detach(source: ProjectSource, path: string): Promise<void> {
    const { workspace } = await this.#open(source);
    try {
      await detachWorktree(workspace, path);
    } catch (error) {
      if (!GitError.isGit(error, "worktree_missing")) throw error;
    }
  }

  async remove(source: ProjectSource, path: string): Promise<void> {
    const { workspace } = await this.#open(source);
    await removeWorktree(workspace, path);
  }

  async sizeOf(path: string): Promise<number> {
    const environment = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C" };
    const argv = ["du", "--summarize", "--block-size=1", "--one-file-system", path];
    const result = await runCommand(argv, { cwd: "/", environment, timeoutMs: 600_000 });
    return Number(expectSuccess(argv, result).stdout.toString().split("\t", 1)[0]);
  }

  async emptyTrash(source: ProjectSource): Promise<void> {
    const { workspace } = await this.#open(source);
    await emptyTrash(workspace);
  }

  async orphans(source: ProjectSource, knownPaths: readonly string[]): Promise<string[]> {
    const { workspace } = await this.#open(source);
    return orphanDirectories(workspace, knownPaths);
  }

  async gitDirectories(source: ProjectSource, path: string): Promise<{ writable: string[]; readOnly: string[] }> {
    const { workspace, mirror } = await this.#open(source);
    const { repository, control } = mirror.layout;
    const { record } = await placeOf(workspace, path);
    // Of the records its own alone: a `git worktree prune` inside, where no other worktree is to be seen, would forget them all.
    return {
      writable: [repository, record],
      readOnly: [control, join(repository, "config"), join(repository, "worktrees")],
    };
  }

  async print(source: ProjectSource, path: string) {
    return printOf((await this.#open(source)).workspace, path);
  }

  async checkpoint(source: ProjectSource, request: Parameters<Workspaces["checkpoint"]>[1]) {
    const { workspace, mirror } = await this.#open(source);
    const { path, message, base, previous, refPrefix, known } = request;
    const ref = await nextCheckpointRef(mirror, refPrefix, known + 1);
    const result = await checkpoint(workspace, { path, ref, message, base, ...(previous && { previous }) });
    const { tree, head, changedFiles: files, additions, deletions } = result;
    return {
      commit: result.kind === "made" ? result.commit : "",
      ref,
      number: Number(ref.slice(refPrefix.length + 1)),
      tree,
      head: head ?? "",
      changed: result.kind === "made",
      files,
      additions,
      deletions,
      warnings: result.warnings.map(warningText),
    };
  }

  async parkLiveState(source: ProjectSource, request: Parameters<Workspaces["parkLiveState"]>[1]) {
    const { workspace } = await this.#open(source);
    const { commit, changedFiles: files, additions, deletions } = await parkLiveState(workspace, request);
    return { commit, files, additions, deletions };
  }

  async dropLiveState(source: ProjectSource, runId: string): Promise<void> {
    const { mirror } = await this.#open(source);
    await dropLiveState(mirror, runId);
  }

  async runOfLiveState(source: ProjectSource, commit: string): Promise<string | undefined> {
    const { mirror } = await this.#open(source);
    return runOfLiveState(mirror, commit);
  }

  async commitCheckpoint(source: ProjectSource, request: Parameters<Workspaces["commitCheckpoint"]>[1]) {
    const { mirror } = await this.#open(source);
    const { checkpoint: content, message, author, at } = request;
    return makeCommit(mirror, { content, message, author, at });
  }

  async preflight(
    source: ProjectSource,
    { head, base, rules }: Parameters<Workspaces["preflight"]>[1],
    signal: AbortSignal,
  ) {
    const { mirror } = await this.#open(source);
    const git = { directory: mirror.layout.control };
    const check = (exclude: string[]) => checkRange({ git, range: { kind: "commits", head, exclude }, rules }, signal);
    const report = await check([base]);
    if (report.findings.length === 0) return report;
    // What an agent merged and the remote has already is others' work, and is not published again.
    const known = await alreadyPublished(mirror, { base, head, signal });
    return known.length === 0 ? report : check([base, ...known]);
  }

  async moveBranch(source: ProjectSource, { branch, commit }: { branch: string; commit: string }): Promise<void> {
    const { mirror } = await this.#open(source);
    const expectedOld = await resolveCommit(mirror, `refs/heads/${branch}`);
    await moveBranch(mirror, { branch, commit, expectedOld });
  }

  async touched(source: ProjectSource, from: string, to: string) {
    const { mirror } = await this.#open(source);
    return (await touchedFiles(mirror, from, to)).map(touchedView);
  }

  async changes(source: ProjectSource, from: string, to: string) {
    const { mirror } = await this.#open(source);
    const files = (await changedFiles(mirror, from, to)).map(fileView);
    const sum = (pick: (file: (typeof files)[number]) => number | null) =>
      files.reduce((total, file) => total + (pick(file) ?? 0), 0);
    return { files, additions: sum((file) => file.additions), deletions: sum((file) => file.deletions) };
  }

  async commits(source: ProjectSource, request: Parameters<Workspaces["commits"]>[1]) {
    const { mirror } = await this.#open(source);
    return commitsBetween(mirror, request);
  }

  async isCommitBetween(source: ProjectSource, range: { from: string; to: string }, commit: string) {
    const { mirror } = await this.#open(source);
    return isCommitBetween(mirror, range, commit);
  }

  async patch(source: ProjectSource, request: Parameters<Workspaces["patch"]>[1]) {
    const { mirror } = await this.#open(source);
    const { from, to, path, limitBytes } = request;
    const result = await patchText(mirror, from, to, { limitBytes, ...(path !== undefined && { paths: [path] }) });
    return { text: result.bytes.toString("utf8"), truncated: result.truncated };
  }

  async blob(
    source: ProjectSource,
    { commit, path, limitBytes }: { commit: string; path: string; limitBytes: number },
  ) {
    const { mirror } = await this.#open(source);
    try {
      const { bytes, size } = await readBlob(mirror, commit, path, { length: limitBytes });
      return { bytes, size, truncated: size > bytes.length };
    } catch (error) {
      if (GitError.isGit(error, "file_missing")) return undefined;
      throw error;
    }
  }

  async tree(source: ProjectSource, { commit, path, limit }: { commit: string; path: string; limit: number }) {
    const { mirror } = await this.#open(source);
    try {
      const entries = await listTree(mirror, commit, path);
      return { entries: entries.slice(0, limit).map(entryView), truncated: entries.length > limit };
    } catch (error) {
      if (GitError.isGit(error, "file_missing")) return undefined;
      throw error;
    }
  }

  async exportPatches(source: ProjectSource, request: Parameters<Workspaces["exportPatches"]>[1]) {
    const { mirror } = await this.#open(source);
    const { commits, files } = await exportPatches(mirror, request);
    return { commits, files: files.map(({ name, kind }) => ({ path: join(request.directory, name), kind })) };
  }

  async push(source: ProjectSource, request: { branch: string; commit: string }) {
    const { mirror } = await this.#open(source);
    const { signal } = this.#interrupted;
    const { kind, local } = await pushBranch(mirror, { ...request, signal });
    return { already: kind === "already_there", local };
  }

  interrupt(): void {
    this.#interrupted.abort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opening of this.#opened.values()) {
      const opened = await opening.catch(() => undefined);
      if (opened) await closeWorkspace(opened.workspace);
    }
  }

  /** What a plain checkout leaves out: submodules are filled as far as they can be had, LFS files stay pointers. */
  async #complete({ workspace, mirror, warnings }: Opened, path: string, commit: string): Promise<string[]> {
    const found = [
      ...(await fillSubmodules(workspace, { path, commit })),
      ...(await largeFilePointers(mirror, commit)),
    ];
    return [...warnings.splice(0), ...found.map(warningText)];
  }

  async #branchAt({ mirror }: Opened, branch: string | null): Promise<{ branch?: string; expectedOld?: string }> {
    if (branch === null) return {};
    const expectedOld = await resolveCommit(mirror, `refs/heads/${branch}`);
    return { branch, ...(expectedOld && { expectedOld }) };
  }

  #open(source: ProjectSource): Promise<Opened> {
    const key = `${source.name}\0${source.repo}`;
    const known = this.#opened.get(key);
    if (known) return known;
    const opening = this.#openNow(source);
    this.#opened.set(key, opening);
    // A remote that was away or wrong is tried again by the next run.
    opening.catch(() => this.#opened.delete(key));
    return opening;
  }

  async #openNow(source: ProjectSource): Promise<Opened> {
    const warnings: string[] = [];
    const { credentials } = source;
    const { signal } = this.#interrupted;
    const began = performance.now();
    const mirror = await openMirror({
      directory: join(this.#paths.repositories, source.name),
      url: source.repo,
      credentials: async () =>
        credentials ? { username: credentials.username, password: credentials.reveal() } : undefined,
      warn: (warning) => warnings.push(warningText(warning)),
      signal,
    });
    const fetch = shareNext(async (unwanted) => {
      await fetchMirror(mirror, { signal: AbortSignal.any([signal, unwanted]) });
    });
    return {
      mirror,
      fetch,
      madeAt: mirror.isNew ? began : Number.NEGATIVE_INFINITY,
      workspace: await openWorkspace(mirror, join(this.#paths.worktrees, source.name)),
      warnings,
    };
  }
}

/** The first fetch of all goes on: it is the mirror's, and whoever comes next waits for the same one. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  const { promise: left, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

function warningText({ message, paths }: WorkspaceWarning): string {
  const some = paths?.slice(0, 5).join(", ");
  return some ? `${message}: ${some}${(paths?.length ?? 0) > 5 ? " …" : ""}` : message;
}

function entryView({ name, kind, size }: TreeEntry): TreeView["entries"][number] {
  const own = name.path.slice(name.path.lastIndexOf("/") + 1);
  switch (kind) {
    case "file":
    case "executable":
      return { name: own, kind: "file", size: size ?? null, executable: kind === "executable" };
    case "link":
      return { name: own, kind: "symlink", size: size ?? null, executable: false };
    case "directory":
    case "submodule":
      return { name: own, kind, size: null, executable: false };
  }
}

function touchedView({ path, raw, status, binary, additions, deletions }: ChangedFile): DeviatingFile {
  const change = status === "renamed" ? "modified" : status;
  const counts = binary ? { additions: null, deletions: null } : { additions, deletions };
  return { path, ...(raw !== undefined && { raw }), change, ...counts };
}

function fileView(file: ChangedFile) {
  return {
    path: file.path,
    oldPath: file.old?.path ?? null,
    status: file.status,
    additions: file.binary ? null : file.additions,
    deletions: file.binary ? null : file.deletions,
  };
}
