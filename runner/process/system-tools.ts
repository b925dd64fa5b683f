import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { SpoolError } from "../../shared/errors.ts";
import type { SystemTools } from "./supervisor-script.ts";

/** Where the runner's own PATH, and then the usual system folders, hold a program. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  return folders
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

let tools: SystemTools | undefined;

/** What a supervisor stands on; throws `unavailable` naming what is missing. Part of every Debian and its kin. */
export function systemTools(): SystemTools {
  tools ??= { sh: "/bin/sh", flock: need("flock"), mkfifo: need("mkfifo"), tail: need("tail") };
  return tools;
}

function need(name: string): string {
  const path = findProgram(name);
  if (path) return path;
  throw new SpoolError("unavailable", `the program ${name} is not installed`, {
    hint: "install util-linux and coreutils on the build box",
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there or not for us: the next folder may have it.
    return false;
  }
}
