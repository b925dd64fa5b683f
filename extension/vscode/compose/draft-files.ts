import * as vscode from "vscode";
import { type DraftPlace, draftScheme, fromDraftPath, toDraftPath } from "../../common/compose/draft-place.ts";
import { errorText } from "../../common/error-text.ts";
import { Disposables } from "../base/disposable.ts";
import type { Drafts } from "./drafts.ts";

export function draftUri(place: DraftPlace, title: string): vscode.Uri {
  return vscode.Uri.from({ scheme: draftScheme, path: toDraftPath(place, title) });
}

/** Undefined for any other document. */
export function placeOfDraft({ scheme, path }: vscode.Uri): DraftPlace | undefined {
  return scheme === draftScheme ? fromDraftPath(path) : undefined;
}

/**
 * Instructions as documents: saving keeps the draft, so that what is written in an editor survives like any file, and
 * unsaved text is backed up by VS Code over a restart.
 */
export class DraftFiles extends Disposables implements vscode.FileSystemProvider {
  readonly #drafts: Drafts;
  readonly #changed = this.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly onDidChangeFile = this.#changed.event;
  /** As last read or written, by address: VS Code asks before each save, and takes another answer for a conflict. */
  readonly #stats = new Map<string, vscode.FileStat>();

  constructor(drafts: Drafts) {
    super();
    this.#drafts = drafts;
    this.add(vscode.workspace.registerFileSystemProvider(draftScheme, this, { isCaseSensitive: true }));
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const known = this.#stats.get(uri.toString());
    return known ?? this.#note(uri, await this.readFile(uri));
  }

  #note(uri: vscode.Uri, { byteLength }: Uint8Array): vscode.FileStat {
    const stat = { type: vscode.FileType.File, ctime: 0, mtime: Date.now(), size: byteLength };
    this.#stats.set(uri.toString(), stat);
    return stat;
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const text = await withFileErrors(uri, (place) => this.#drafts.read(place));
    const content = new TextEncoder().encode(text);
    this.#note(uri, content);
    return content;
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await withFileErrors(uri, (place) => this.#drafts.write(place, new TextDecoder().decode(content)));
    this.#note(uri, content);
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

async function withFileErrors<Result>(uri: vscode.Uri, work: (place: DraftPlace) => Promise<Result>): Promise<Result> {
  const place = placeOfDraft(uri);
  if (!place) throw vscode.FileSystemError.FileNotFound(uri);
  try {
    return await work(place);
  } catch (error) {
    throw vscode.FileSystemError.Unavailable(errorText(error));
  }
}
