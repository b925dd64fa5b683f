import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/**
 * Where a program would be started from: as given when it is a path, else the first of PATH's folders that holds it.
 * Relative folders are passed over: they mean another place in each working directory.
 */
export function findProgram(name: string, path: string = process.env["PATH"] ?? ""): string | undefined {
  if (name === "") return undefined;
  if (name.includes("/")) return isProgram(name) ? resolve(name) : undefined;
  return path
    .split(delimiter)
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/** What the runner itself stands on may be in a folder that a service's PATH leaves out. */
export function findSystemProgram(name: string): string | undefined {
  return findProgram(name, [process.env["PATH"] ?? "", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(delimiter));
}

/** A folder may be entered, which looks like being executable. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there or not for us: it cannot be started, and the next folder may have it.
    return false;
  }
}
