import { isAbsolute, join, normalize, resolve } from "node:path";

/**
 * The absolute form of a path in the file: `~` is the home directory, a relative one starts at `directory`. `~name` and
 * variables are not expanded. A trailing slash goes.
 */
export function expandPath(path: string, home: string, directory: string): string {
  const expanded = path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path;
  return isAbsolute(expanded) ? resolve(normalize(expanded)) : resolve(directory, expanded);
}
