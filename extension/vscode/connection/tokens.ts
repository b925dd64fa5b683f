import type * as vscode from "vscode";

/** Tokens by the origin of their runner: a changed address never gets another runner's token. */
export class Tokens {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  get(origin: string): Thenable<string | undefined> {
    return this.#secrets.get(key(origin));
  }

  set(origin: string, token: string): Thenable<void> {
    return this.#secrets.store(key(origin), token);
  }

  remove(origin: string): Thenable<void> {
    return this.#secrets.delete(key(origin));
  }

  /** Called with nothing: VS Code tells of other windows' changes too, and the caller reads what it needs. */
  onChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(listener);
  }
}

function key(origin: string): string {
  return `spool.token:${origin}`;
}
