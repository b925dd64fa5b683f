import type * as vscode from "vscode";

/** Owns what it registers. What is registered after the end is disposed at once. */
export class Disposables implements vscode.Disposable {
  readonly #owned = new Set<vscode.Disposable>();
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  add<Owned extends vscode.Disposable | Disposable>(owned: Owned): Owned {
    const asVscode = isVscode(owned) ? owned : { dispose: () => owned[Symbol.dispose]() };
    if (this.#disposed) asVscode.dispose();
    else this.#owned.add(asVscode);
    return owned;
  }

  dispose(): void {
    this.#disposed = true;
    this.clear();
  }

  /** Disposes what is owned now; more can be added. */
  clear(): void {
    for (const owned of [...this.#owned].toReversed()) owned.dispose();
    this.#owned.clear();
  }
}

function isVscode(owned: vscode.Disposable | Disposable): owned is vscode.Disposable {
  return "dispose" in owned;
}
