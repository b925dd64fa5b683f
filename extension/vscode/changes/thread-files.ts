import * as vscode from "vscode";
import { type FileAddress, isLive } from "../../common/changes/file-address.ts";
import { errorText } from "../../common/error-text.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { Disposables } from "../base/disposable.ts";
import type { Runners } from "../connection/runners.ts";
import { LiveRuns } from "./live-runs.ts";
import { CommitFiles, isNotFound } from "./read-files.ts";
import { fromFileUri } from "./uris.ts";

const { FileSystemError, FileType } = vscode;

/** The files of threads, read only, from the runner: what diffs are made of and what can be browsed. */
export class ThreadFiles extends Disposables implements vscode.FileSystemProvider {
  readonly #runners: Runners;
  readonly #commits = new CommitFiles();
  readonly #changed = this.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  /** Live files that were read, by run: only these can be open somewhere. */
  readonly #live = new Map<string, Map<string, vscode.Uri>>();
  /** Time of the last move of each run's files; commits never change, so theirs is always the same. */
  readonly #moved = new Map<string, number>();
  readonly liveRuns = this.add(new LiveRuns((runId) => this.#tell(runId)));
  readonly onDidChangeFile = this.#changed.event;

  constructor(runners: Runners) {
    super();
    this.#runners = runners;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { address, path } = parse(uri);
    const mtime = isLive(address.state) ? (this.#moved.get(address.state.liveRun) ?? 0) : 0;
    const permissions = vscode.FilePermission.Readonly;
    if (path === "") return { type: FileType.Directory, ctime: 0, mtime, size: 0, permissions };
    try {
      const { bytes } = await this.#read(uri, address, path);
      return { type: FileType.File, ctime: 0, mtime, size: bytes.length, permissions };
    } catch (error) {
      if (!isNotFound(error)) throw FileSystemError.Unavailable(errorText(error));
    }
    if ((await this.readDirectory(uri)).length === 0) throw FileSystemError.FileNotFound(uri);
    return { type: FileType.Directory, ctime: 0, mtime, size: 0, permissions };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { address, path } = parse(uri);
    try {
      return (await this.#read(uri, address, path)).bytes;
    } catch (error) {
      throw isNotFound(error) ? FileSystemError.FileNotFound(uri) : FileSystemError.Unavailable(errorText(error));
    }
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const { address, path } = parse(uri);
    try {
      const session = await this.#session(address);
      const commit = await this.#commit(session, address);
      const { entries } = await session.api.threads.tree.query({ threadId: address.thread, commit, path });
      return entries.map(({ name, kind }) => [name, kind === "directory" ? FileType.Directory : FileType.File]);
    } catch (error) {
      throw isNotFound(error) ? FileSystemError.FileNotFound(uri) : FileSystemError.Unavailable(errorText(error));
    }
  }

  /** The session of a file's runner, also right after a reload, when nothing is connected yet. */
  async #session(address: FileAddress): Promise<RunnerSession> {
    if (!this.#runners.session(address.runner)) await this.#runners.sync();
    const session = this.#runners.session(address.runner);
    if (!session) throw FileSystemError.Unavailable(`The runner ${address.runner} is not among your runners`);
    return session;
  }

  async #commit(session: RunnerSession, { state }: FileAddress): Promise<string> {
    return isLive(state) ? this.liveRuns.commit(session, state.liveRun) : state.commit;
  }

  async #read(uri: vscode.Uri, address: FileAddress, path: string): Promise<{ bytes: Uint8Array }> {
    const session = await this.#session(address);
    const commit = await this.#commit(session, address);
    if (isLive(address.state)) {
      const { liveRun } = address.state;
      const known = this.#live.get(liveRun) ?? new Map<string, vscode.Uri>();
      this.#live.set(liveRun, known.set(uri.toString(), uri));
    }
    return this.#commits.read(session, { threadId: address.thread, commit, path });
  }

  #tell(runId: string): void {
    this.#moved.set(runId, (this.#moved.get(runId) ?? 0) + 1);
    const uris = [...(this.#live.get(runId)?.values() ?? [])];
    this.#changed.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }

  watch(): vscode.Disposable {
    // Changes are told for every file that was read; there is nothing to begin or to end.
    return { dispose: () => undefined };
  }

  createDirectory(): never {
    throw readOnly();
  }

  writeFile(): never {
    throw readOnly();
  }

  delete(): never {
    throw readOnly();
  }

  rename(): never {
    throw readOnly();
  }
}

function parse(uri: vscode.Uri): { address: FileAddress; path: string } {
  const parsed = fromFileUri(uri);
  if (!parsed) throw FileSystemError.FileNotFound(uri);
  return parsed;
}

function readOnly(): vscode.FileSystemError {
  return FileSystemError.NoPermissions("The files of a run are read only: say what is to change in a comment");
}
