import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Where tests keep the homes of real agents: never below the temporary directory, where Codex refuses to have its own. A
 * clone may itself lie there; then it is the other temporary directory that every Debian has.
 */
export function groundBase(): string {
  const here = join(import.meta.dirname, "node_modules", ".ground");
  const temporary = [tmpdir(), "/tmp"].map((path) => `${realpathSync(path)}/`);
  const isBelow = temporary.some((path) => realpathSync(import.meta.dirname).startsWith(path));
  return isBelow ? "/var/tmp/spool-ground" : here;
}
