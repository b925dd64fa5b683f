import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import { type CachedThreads, fromCache, toCache } from "../../common/session/cached-threads.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";

/** Milliseconds in which changes are collected before the file is written. */
const writeMs = 10_000;

/** The threads of each runner as this machine last knew them, in files of the extension's own storage. */
export class ThreadCache {
  readonly #folder: vscode.Uri;

  constructor(storage: vscode.Uri) {
    this.#folder = vscode.Uri.joinPath(storage, "threads");
  }

  /** Gives the session what is known, and writes down what it learns until the result is disposed. */
  attach(session: RunnerSession): vscode.Disposable {
    const owned = new Disposables();
    let timer: NodeJS.Timeout | undefined;
    const write = () => {
      clearTimeout(timer);
      timer = undefined;
      void this.#write(session);
    };
    owned.add(
      session.threads.onChange(() => {
        if (session.state.kind === "online") timer ??= setTimeout(write, writeMs);
      }),
    );
    owned.add(
      session.onState(({ kind }) => {
        if (kind !== "online" && timer !== undefined) write();
      }),
    );
    owned.add({
      dispose: () => {
        if (timer !== undefined) write();
      },
    });
    const restore = async () => {
      const known = await this.#read(session.id);
      if (known && !owned.disposed) session.restore(known);
    };
    void restore();
    return owned;
  }

  async forget(origin: string): Promise<void> {
    try {
      await vscode.workspace.fs.delete(this.#file(origin));
    } catch (error) {
      // There may be none.
      log().debug(errorText(error));
    }
  }

  async #read(origin: string): Promise<CachedThreads | undefined> {
    try {
      return fromCache(new TextDecoder().decode(await vscode.workspace.fs.readFile(this.#file(origin))));
    } catch {
      // Nothing was written yet.
      return undefined;
    }
  }

  async #write(session: RunnerSession): Promise<void> {
    const { asOf } = session;
    if (asOf === undefined) return;
    const text = toCache(session.threads.all(), asOf);
    const target = this.#file(session.id);
    const draft = target.with({ path: `${target.path}.${crypto.randomUUID()}` });
    try {
      // Another window may read it at any time.
      await vscode.workspace.fs.writeFile(draft, new TextEncoder().encode(text));
      await vscode.workspace.fs.rename(draft, target, { overwrite: true });
    } catch (error) {
      // Only the next window that opens offline would miss it.
      log().warn(`threads not kept: ${errorText(error)}`);
    }
  }

  #file(origin: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder, `${encodeURIComponent(origin)}.json`);
  }
}
