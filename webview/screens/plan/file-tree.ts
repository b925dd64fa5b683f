import type { Plan } from "../../../shared/model/plan.ts";

type PlannedFile = Plan["filesToTouch"][number];

/** A folder with something in it. A chain of folders that hold only one another is one, `src/cache`. */
export interface FolderNode {
  kind: "folder";
  name: string;
  children: FileTreeNode[];
}

export type FileTreeNode = FolderNode | { kind: "file"; name: string; file: PlannedFile };

const byName = new Intl.Collator("en", { numeric: true });

/** Files by folder: folders first, both by name. */
export function fileTree(files: readonly PlannedFile[]): FileTreeNode[] {
  const root: FolderNode = { kind: "folder", name: "", children: [] };
  const folders = new Map<string, FolderNode>([["", root]]);
  const folderAt = (names: string[]): FolderNode => {
    const known = folders.get(names.join("/"));
    if (known) return known;
    const made: FolderNode = { kind: "folder", name: names.at(-1) ?? "", children: [] };
    folders.set(names.join("/"), made);
    folderAt(names.slice(0, -1)).children.push(made);
    return made;
  };
  for (const file of files) {
    const names = file.path.split("/");
    folderAt(names.slice(0, -1)).children.push({ kind: "file", name: names.at(-1) ?? "", file });
  }
  return tidied(root.children);
}

function tidied(nodes: FileTreeNode[]): FileTreeNode[] {
  return nodes
    .map((node) => (node.kind === "file" ? node : tidiedFolder(node)))
    .toSorted((a, b) => (a.kind === b.kind ? byName.compare(a.name, b.name) : a.kind === "folder" ? -1 : 1));
}

function tidiedFolder({ name, children }: FolderNode): FolderNode {
  const [only] = children;
  if (children.length === 1 && only?.kind === "folder")
    return tidiedFolder({ kind: "folder", name: `${name}/${only.name}`, children: only.children });
  return { kind: "folder", name, children: tidied(children) };
}
