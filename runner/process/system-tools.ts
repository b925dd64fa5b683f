import { SpoolError } from "../../shared/errors.ts";
import { findSystemProgram } from "../find-program.ts";
import type { SystemTools } from "./supervisor-script.ts";

let tools: SystemTools | undefined;

/** What a supervisor stands on; throws `unavailable` naming what is missing. Part of every Debian and its kin. */
export function systemTools(): SystemTools {
  tools ??= { sh: "/bin/sh", flock: need("flock"), mkfifo: need("mkfifo"), tail: need("tail") };
  return tools;
}

function need(name: string): string {
  const path = findSystemProgram(name);
  if (path) return path;
  throw new SpoolError("unavailable", `the program ${name} is not installed`, {
    hint: "install util-linux and coreutils on the build box",
  });
}
