import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { placeOf, type Workspace } from "./workspace.ts";

/**
 * Worktrees and other directories below the root that nobody knows. They may hold work: look before removing;
 * `removeWorktree` takes any of them. Changes nothing.
 */
export async function orphanDirectories(workspace: Workspace, knownPaths: readonly string[]): Promise<string[]> {
  const known = new Set<string>();
  for (const path of knownPaths) known.add((await placeOf(workspace, path)).path);
  return unknownBelow(workspace.root, known);
}

/** A directory on the way to a known worktree is no orphan, what stands beside it may be. */
async function unknownBelow(directory: string, known: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name === ".trash") continue;
    const path = join(directory, entry.name);
    if (known.has(path)) continue;
    const leadsToKnown = [...known].some((other) => other.startsWith(`${path}/`));
    if (leadsToKnown && entry.isDirectory()) found.push(...(await unknownBelow(path, known)));
    else found.push(path);
  }
  return found;
}
