import { join, resolve } from "node:path";
import { expandPath } from "./machine-path.ts";
import { homeDirectory, type Environment } from "./load.ts";

/** Absolute path of the file to load: `--config`, else `SPOOL_CONFIG`, else `~/.spool/spool.yml`. */
export function configPath(environment: Environment, flag?: string): string {
  const home = homeDirectory(environment);
  const named = flag ?? environment["SPOOL_CONFIG"];
  return named ? expandPath(named, home, resolve(".")) : join(home, ".spool", "spool.yml");
}
