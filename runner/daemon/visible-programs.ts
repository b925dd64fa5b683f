import { existsSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { findProgram } from "../find-program.ts";

/** Bound by the sandbox anyway; naming them again would only cost time. */
const systemFolders = ["/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", "/opt", "/proc", "/dev"];

/**
 * What a confined agent must be able to read to run at all: the program and files of its own command line, and the tools
 * on its PATH that live outside the system's folders (a Node under the home, for one). Existing absolute paths.
 */
export function visiblePrograms(argv: readonly string[], path: string, home: string): string[] {
  const found = new Set<string>();
  const add = (folder: string) => {
    const isSystem = systemFolders.some((system) => folder === system || folder.startsWith(`${system}${sep}`));
    if (!isSystem && folder !== "/" && folder !== home && existsSync(folder)) found.add(folder);
  };
  // A program by its bare name is often a link into a folder that is not on PATH, as installers make under ~/.local.
  const [program = "", ...rest] = argv;
  for (const [index, argument] of [onPath(program, path), ...rest].entries()) {
    if (!argument.startsWith("/") || !existsSync(argument)) continue;
    const isProgram = index === 0 || /\.([cm]?[jt]s|py|rb|pl|sh)$/.test(argument);
    for (const file of [argument, realpathSync(argument)]) add(isProgram ? packageFolder(file) : file);
  }
  for (const folder of path.split(":")) {
    if (!folder.startsWith("/") || !existsSync(folder)) continue;
    const real = realpathSync(folder);
    // An installation prefix keeps its libraries beside bin. A home is no such prefix: only its bin is a place of tools.
    const prefix = dirname(real);
    const isPrefix = real.endsWith("/bin") && existsSync(join(prefix, "lib")) && !home.startsWith(prefix);
    add(isPrefix && prefix !== join(home, ".local") ? prefix : real);
  }
  return [...found];
}

function onPath(program: string, path: string): string {
  // A path is not looked for: a relative one means the run's working directory.
  return program.includes("/") ? program : (findProgram(program, path) ?? program);
}

/** A program inside node_modules needs the packages beside it; any other one its own folder. */
function packageFolder(file: string): string {
  const marker = `${sep}node_modules${sep}`;
  const at = file.indexOf(marker);
  return at === -1 ? dirname(file) : file.slice(0, at + marker.length - 1);
}
