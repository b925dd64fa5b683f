import { watch, type FSWatcher } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { loadConfig, type Environment, type LoadedConfig } from "./load.ts";

/** After the last sign of a change, so that a file written in pieces is read once, and whole. */
const quietMs = 120;
/** Looks by itself for what no notification came for: network file systems, a directory that was replaced. */
const pollMs = 5000;

export interface WatchOptions {
  environment: Environment;
  /** Hash of the content in use; only other content is reported. */
  hash: string;
  /** For failures of `onChange` itself, and of notifications (the poll goes on without them). */
  onError: (error: unknown) => void;
  quietMs?: number;
  pollMs?: number;
}

/**
 * Reads the file again whenever its content changed, however the editor wrote it, and hands on the result: a new
 * configuration, or what is wrong with it, in which case the caller keeps the one it has. Content that failed is reported
 * once; going back to the content in use is reported as a success.
 */
export function watchConfig(
  path: string,
  onChange: (loaded: LoadedConfig) => void | Promise<void>,
  options: WatchOptions,
): Disposable {
  const file = resolve(path);
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let seen = options.hash;
  let stamp = "";
  let reading: Promise<void> = Promise.resolve();

  const reload = async (): Promise<void> => {
    const loaded = await loadConfig(file, options.environment);
    if (closed) return;
    const state = loaded.ok ? loaded.source.hash : `failed ${JSON.stringify(loaded.problems)}`;
    if (state === seen) return;
    seen = state;
    await onChange(loaded);
  };
  // One after the other: two overlapping reads could report the older content last.
  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reading = reading.then(reload).catch(options.onError);
    }, options.quietMs ?? quietMs);
  };
  const look = async (): Promise<void> => {
    const real = await realpath(file).catch(() => file);
    if (closed) return;
    // The file itself is not watched: editors replace it, and the watch would stay with the old one.
    watchFiles([...new Set([join(await realpath(dirname(file)).catch(() => dirname(file)), basename(file)), real])]);
    const found = await fingerprint(file);
    if (found !== stamp && !closed) changed();
    stamp = found;
  };
  const watchFiles = (wanted: readonly string[]): void => {
    for (const [watched, watcher] of watchers) {
      if (wanted.includes(watched)) continue;
      watcher.close();
      watchers.delete(watched);
    }
    for (const name of wanted) if (!watchers.has(name)) watchDirectoryOf(name);
  };
  const watchDirectoryOf = (name: string): void => {
    try {
      // By name: the database may live in the same directory, and its writes would put the reading off for ever.
      const watcher = watch(dirname(name), { persistent: false }, (_event, entry) => {
        if (entry === null || entry === basename(name)) changed();
      });
      watchers.set(name, watcher);
      watcher.on("error", (error) => {
        watcher.close();
        watchers.delete(name);
        options.onError(error);
      });
    } catch (error) {
      // No directory yet, or no watches left on this machine: the poll sees changes too, later.
      if (!isMissing(error)) options.onError(error);
    }
  };

  const poll = setInterval(() => void look().catch(options.onError), options.pollMs ?? pollMs).unref();
  void look().catch(options.onError);
  return {
    [Symbol.dispose]() {
      closed = true;
      clearInterval(poll);
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

async function fingerprint(file: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(file);
    return [ino, size, mtimeMs, ctimeMs].join(" ");
  } catch (error) {
    if (isMissing(error)) return "missing";
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
