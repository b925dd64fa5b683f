import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { parseRemote, type Credentials } from "./credentials.ts";
import { GitError } from "./git-error.ts";
import { ensureSettings, networkGit, type Mirror } from "./mirror-git.ts";
import { mirrorLayout, readIdentity, writeIdentity, writeLayout, type MirrorIdentity } from "./mirror-layout.ts";
import { ObjectLookup } from "./object-lookup.ts";
import { KeyedQueue, Queue } from "./queue.ts";
import { defaultLockPolicy, type LockPolicy } from "./stale-lock.ts";
import type { WarningSink } from "./warning.ts";

export interface MirrorOptions {
  /** Absolute; made if it is not there. */
  directory: string;
  /** Absolute path or URL. User information in an HTTP URL is taken out and used as credentials. */
  url: string;
  credentials?: () => Promise<Credentials | undefined>;
  warn?: WarningSink;
  lockPolicy?: LockPolicy;
  /** Milliseconds for the first fetch. Default ten minutes. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export interface FetchOptions {
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** `stale`: the remote did not answer, and what was fetched at `fetchedAt` (epoch milliseconds) is still there. */
export type FetchOutcome =
  | { kind: "fresh"; fetchedAt: number }
  | { kind: "stale"; fetchedAt: number; ageMs: number; error: GitError };

const opening = new KeyedQueue();

/** Opens the mirror at `directory`, making and fetching it first where there is none. Throws GitError. */
export function openMirror(options: MirrorOptions): Promise<Mirror> {
  if (!isAbsolute(options.directory)) throw new GitError("path_outside", "a mirror's directory is an absolute path");
  return opening.run(options.directory, async () => {
    const remote = parseRemote(options.url);
    await removeLeftovers(options.directory);
    const found = await readIdentity(mirrorLayout(options.directory));
    if (!found) await makeMirror(options);
    const identity: MirrorIdentity = {
      ...((await readIdentity(mirrorLayout(options.directory))) ?? { version: 1, objectFormat: "sha1" }),
      url: remote.url,
    };
    const mirror = { ...handle(options, options.directory, identity), isNew: !found };
    if (found && found.url !== remote.url) await writeIdentity(mirror.layout, identity);
    await ensureSettings(found && found.url !== remote.url ? { ...mirror, warn: () => undefined } : mirror);
    return mirror;
  });
}

/** Fetches branches and tags; branches gone from the remote are dropped, Spool's own are never touched. */
export function fetchMirror(mirror: Mirror, options: FetchOptions = {}): Promise<FetchOutcome> {
  return mirror.fetchQueue.run(async () => {
    const before = await fetchedAt(mirror);
    await ensureSettings(mirror);
    // What comes after a fetch begins with looking up what it brought.
    mirror.lookup.prepare();
    try {
      return { kind: "fresh", fetchedAt: await fetchNow(mirror, options) };
    } catch (error) {
      const mayGoOn = GitError.isGit(error) && error.reason !== "cancelled" && error.reason !== "disk_full";
      if (before === undefined || !mayGoOn) throw error;
      const ageMs = Date.now() - before;
      mirror.warn({
        kind: "remote_stale",
        message: `the remote did not answer, going on with what was fetched ${Math.round(ageMs / 60_000)} min ago: ${error.message}`,
      });
      return { kind: "stale", fetchedAt: before, ageMs, error };
    }
  });
}

async function fetchNow(mirror: Mirror, options: FetchOptions): Promise<number> {
  const args = ["fetch", "--quiet", "--prune", "--tags", "--force", "--no-write-fetch-head"];
  args.push("--no-recurse-submodules", "--no-auto-maintenance", "--no-show-forced-updates", "--");
  await networkGit(mirror, [...args, mirror.remote.url, "+refs/heads/*:refs/remotes/origin/*"], {
    host: mirror.remote.host,
    lock: mirror.layout.fetchLock,
    timeoutMs: options.timeoutMs ?? 600_000,
    ...(options.signal && { signal: options.signal }),
  });
  const now = Date.now();
  const stamp = fetchStamp(mirror);
  await writeFile(stamp, "");
  await utimes(stamp, new Date(now), new Date(now));
  return now;
}

/** When the last good fetch ended, epoch milliseconds. */
async function fetchedAt(mirror: Mirror): Promise<number | undefined> {
  const status = await stat(fetchStamp(mirror)).catch(() => undefined);
  return status && Math.round(status.mtimeMs);
}

function fetchStamp(mirror: Mirror): string {
  return join(mirror.layout.control, "fetched");
}

async function makeMirror(options: MirrorOptions): Promise<void> {
  if (await stat(options.directory).catch(() => undefined)) {
    throw new GitError("path_exists", `${options.directory} is there and is no mirror of Spool`);
  }
  const making = `${options.directory}.making-${randomUUID()}`;
  const { url } = parseRemote(options.url);
  const limits = {
    ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
    ...(options.signal && { signal: options.signal }),
  };
  try {
    const guess = handle(options, making, { version: 1, url, objectFormat: "sha1" });
    await writeLayout(guess.layout, guess.identity);
    const listing = await networkGit(guess, ["ls-remote", "--quiet", "--", url], {
      host: guess.remote.host,
      ...limits,
    });
    let mirror = guess;
    if (/^[0-9a-f]{64}\t/.test(listing.stdout.toString("latin1", 0, 100))) {
      await rm(making, { recursive: true });
      mirror = handle(options, making, { version: 1, url, objectFormat: "sha256" });
      await writeLayout(mirror.layout, mirror.identity);
    }
    await fetchNow(mirror, limits);
    await mkdir(dirname(options.directory), { recursive: true });
    await rename(making, options.directory);
  } catch (error) {
    await rm(making, { recursive: true, force: true, maxRetries: 3 });
    throw error;
  }
}

/** A runner killed while it made a mirror leaves only such a directory. */
async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(dirname(directory)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(`${basename(directory)}.making-`)) continue;
    await rm(join(dirname(directory), name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function handle(options: MirrorOptions, directory: string, identity: MirrorIdentity): Mirror {
  const remote = parseRemote(options.url);
  const layout = mirrorLayout(directory);
  return {
    layout,
    identity,
    isNew: false,
    remote,
    credentials: async () => (await options.credentials?.()) ?? remote.credentials,
    warn: options.warn ?? (() => undefined),
    lockPolicy: options.lockPolicy ?? defaultLockPolicy,
    queue: new Queue(),
    fetchQueue: new Queue(),
    lookup: new ObjectLookup(layout.control),
  };
}
