import { join } from "node:path";
import { discoverRunner, readDiscovery } from "../../client/discovery.ts";
import { homeDirectory, loadConfig } from "../../config/load.ts";
import { configPath } from "../../config/locate.ts";
import { configError } from "../../config/problem.ts";

/** The runner of this machine, through the data directory that its configuration names. */
export async function discoverLocal(
  config: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<{ url: string; token: string }> {
  const path = configPath(environment, config);
  const usual = join(homeDirectory(environment), ".spool");
  const loaded = await loadConfig(path, environment);
  if (loaded.ok) return discoverRunner(loaded.config.runtime.dataDirectory);
  // A file that someone is just editing, or none, must not hide a runner that works.
  const named = config !== undefined || Boolean(environment["SPOOL_CONFIG"]);
  const missing = loaded.problems.some(({ line, message }) => line === 0 && message === "there is no such file");
  if ((!named && missing) || (await readDiscovery(usual))) return discoverRunner(usual);
  throw configError(path, "is not valid", loaded.problems, "correct it, then: spool config validate");
}
