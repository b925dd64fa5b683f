import { readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { DirectoryWatch } from "./directory-watch.ts";
import type { OutputChunk } from "./process-spec.ts";

const chunkBytes = 64 * 1024;

/**
 * The bytes of a growing file from `offset` on, each as soon as it is there. Ends when `ended` says that nobody can
 * write any more and everything was read. One chunk is read only after the one before was taken.
 */
export async function* tailFile(
  path: string,
  offset: number,
  watch: DirectoryWatch,
  ended: () => Promise<boolean>,
  signal?: AbortSignal,
): AsyncIterable<OutputChunk> {
  const file = await open(path, "r");
  const changed = changeFlag(watch, signal);
  try {
    let position = offset;
    for (;;) {
      signal?.throwIfAborted();
      // Ask first and read after: what was written before the end is in the file by now.
      changed.reset();
      const last = await ended();
      for (;;) {
        const bytes = readAt(file, position);
        if (!bytes) break;
        yield { offset: position, bytes };
        position += bytes.length;
        signal?.throwIfAborted();
      }
      if (last || watch.closed) return;
      await changed.wait();
    }
  } finally {
    changed.close();
    await file.close();
  }
}

/** In this very turn: it was just written, so it is in memory, and a thread for it would come a turn too late. */
function readAt({ fd }: FileHandle, position: number): Uint8Array | undefined {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const bytesRead = readSync(fd, buffer, 0, chunkBytes, position);
  return bytesRead > 0 ? buffer.subarray(0, bytesRead) : undefined;
}

/** Remembers a change that comes while nobody waits, so that none is lost between a read and the wait after it. */
function changeFlag(watch: DirectoryWatch, signal?: AbortSignal) {
  let changed = false;
  let wake: (() => void) | undefined;
  const notice = (): void => {
    changed = true;
    wake?.();
  };
  const unsubscribe = watch.subscribe(notice);
  signal?.addEventListener("abort", notice);
  return {
    reset: (): void => {
      changed = false;
    },
    wait: (): Promise<void> =>
      new Promise((resolve) => {
        if (changed) resolve();
        else wake = resolve;
      }),
    close: (): void => {
      unsubscribe();
      signal?.removeEventListener("abort", notice);
    },
  };
}
