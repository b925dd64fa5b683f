import * as vscode from "vscode";
import type { FileAddress } from "../../common/changes/file-address.ts";
import { setContextKey } from "../base/context-keys.ts";
import { Disposables } from "../base/disposable.ts";
import type { ThreadFiles } from "./thread-files.ts";
import { toFileUri } from "./uris.ts";

interface FileNode {
  uri: vscode.Uri;
  name: string;
  type: vscode.FileType;
}

/** All files of one state of a thread, to look around in. The view is there once somebody asked for it. */
export class FileTree extends Disposables implements vscode.TreeDataProvider<FileNode> {
  readonly #files: ThreadFiles;
  readonly #changed = this.add(new vscode.EventEmitter<undefined>());
  readonly #view = this.add(
    vscode.window.createTreeView("spool.files", { treeDataProvider: this, showCollapseAll: true }),
  );
  #root: vscode.Uri | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(files: ThreadFiles) {
    super();
    this.#files = files;
  }

  /** `title` says whose files these are. */
  async show(address: FileAddress, title: string): Promise<void> {
    this.#root = toFileUri(address, "");
    this.#view.description = title;
    setContextKey("spool.browsing", true);
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand("spool.files.focus");
  }

  async getChildren(node?: FileNode): Promise<FileNode[]> {
    const parent = node?.uri ?? this.#root;
    if (!parent) return [];
    const entries = await this.#files.readDirectory(parent);
    return entries
      .map(([name, type]) => ({ name, type, uri: vscode.Uri.joinPath(parent, name) }))
      .toSorted((a, b) => b.type - a.type || a.name.localeCompare(b.name));
  }

  getTreeItem({ uri, name, type }: FileNode): vscode.TreeItem {
    const isDirectory = type === vscode.FileType.Directory;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(uri, isDirectory ? Collapsed : None);
    item.label = name;
    item.id = uri.toString();
    if (!isDirectory) item.command = { command: "vscode.open", title: "Open", arguments: [uri, { preview: true }] };
    return item;
  }
}
