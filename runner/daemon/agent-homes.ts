import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { AgentHome } from "../agents/port.ts";

/** Of any agent: caches of package managers, without which each run would fetch everything again. */
const caches = [".cache", ".npm"];

/**
 * What a confined agent gets of the home: its vendor's own folders, the caches, and git's settings to read. Makes the
 * folders that must outlive the run. Absolute paths, all existing.
 */
export function bindHomes(
  homes: readonly AgentHome[],
  environment: Readonly<Record<string, string>>,
  home: string,
): { writable: string[]; readOnly: string[] } {
  const writable = caches.map((name) => join(home, name)).filter((path) => existsSync(path));
  // To be read only: an alias or a hook path written there would run outside, at the user's next git command.
  const readOnly = [".gitconfig", ".config/git"].map((name) => join(home, name)).filter((path) => existsSync(path));
  for (const { path, variable, make, readOnly: whole, protect = {} } of homes) {
    const named = variable === undefined ? undefined : environment[variable];
    const place = named !== undefined && isAbsolute(named) ? named : join(home, path);
    if (make) mkdirSync(place, { recursive: true, mode: 0o700 });
    if (!existsSync(place)) continue;
    (whole ? readOnly : writable).push(place);
    for (const [name, content] of Object.entries(protect)) {
      const file = join(place, name.replace(/\/$/, ""));
      if (content !== null && !existsSync(file)) makeProtected(file, name.endsWith("/") ? undefined : content);
      const stat = lstatSync(file, { throwIfNoEntry: false });
      // A link cannot be mounted over; what it points to is not in the sandbox.
      if (stat && !stat.isSymbolicLink()) readOnly.push(file);
    }
  }
  return { writable, readOnly };
}

/** A folder when there is no content. */
function makeProtected(path: string, content: string | undefined): void {
  try {
    if (content === undefined) mkdirSync(path, { mode: 0o700 });
    else writeFileSync(path, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    // Another run made it in between, or a link points to nowhere.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
