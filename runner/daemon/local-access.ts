import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { removeDiscovery, writeDiscovery } from "../client/discovery.ts";
import { hashToken, storeToken } from "../core/commands/tokens.ts";
import type { Core } from "../core/core.ts";
import { isMissing } from "./missing.ts";
import type { DataPaths } from "./paths.ts";
import { ownStartTime } from "./start-time.ts";

/**
 * Lets the owner's own commands on this machine in: a token in an owner-only file, kept over restarts so that open
 * cockpits stay connected, and a file that says where the runner listens. The second is taken away when the runner stops.
 */
export async function localAccess(
  core: Core,
  paths: DataPaths,
  runner: { url: string; instance: string },
): Promise<AsyncDisposable> {
  await ensureToken(core, paths.token);
  await writeDiscovery(paths.root, {
    ...runner,
    pid: process.pid,
    startTime: ownStartTime(),
    tokenFile: paths.token,
  });
  return { [Symbol.asyncDispose]: () => removeDiscovery(paths.root, runner.instance) };
}

async function ensureToken(core: Core, path: string): Promise<void> {
  const known = await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return "";
    throw error;
  });
  const stored = known.trim() === "" ? undefined : await core.store.read.tokens.byHash(hashToken(known.trim()));
  if (stored && stored.revokedAt === null) return;
  const secret = `spool_${randomBytes(32).toString("base64url")}`;
  await storeToken(core, { name: "local", role: "admin", secret });
  await writeFile(`${path}.new`, `${secret}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
