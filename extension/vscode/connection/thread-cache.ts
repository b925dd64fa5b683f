import * as vscode from "vscode";
import { errorText } from "../../common/error-text.ts";
import type { CachedThreads } from "../../common/session/cached-threads.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import { readState, removeState, replaceState } from "../../node/state-files.ts";
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
        if (kind === "online") timer ??= setTimeout(write, writeMs);
        else if (timer !== undefined) write();
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
    await removeState(this.#file(origin));
  }

  async #read(origin: string): Promise<CachedThreads | undefined> {
    try {
      const text = await readState(this.#file(origin));
      if (text === undefined) return undefined;
      const { fromCache } = await import("../../common/session/cached-threads.ts");
      return fromCache(text);
    } catch (error) {
      // Only the first look at a runner that is away is poorer for it.
      log().warn(`threads not read: ${errorText(error)}`);
      return undefined;
    }
  }

  async #write(session: RunnerSession): Promise<void> {
    const { asOf } = session;
    if (asOf === undefined) return;
    try {
      const { toCache } = await import("../../common/session/cached-threads.ts");
      await replaceState(this.#file(session.id), toCache(session.threads.all(), asOf));
    } catch (error) {
      // Only the next window that opens offline would miss it.
      log().warn(`threads not kept: ${errorText(error)}`);
    }
  }

  #file(origin: string): string {
    return vscode.Uri.joinPath(this.#folder, `${encodeURIComponent(origin)}.json`).fsPath;
  }
}
