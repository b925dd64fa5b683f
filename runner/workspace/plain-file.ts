import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/**
 * For files in places that agents can write. A link could lead to /dev/zero, which has no end; a named pipe would hold a
 * thread of the runner for ever, and after four of them nothing reads a file any more.
 */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Undefined for what is not there, is no plain file, or is larger than `limit` bytes. */
export async function readPlain(path: string, limit = 4096): Promise<string | undefined> {
  const file = await openPlain(path, limit);
  if (!file) return undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(limit), 0, limit, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** As `readPlain`, for looks of which there are many at once. */
export function readPlainSync(path: string, limit: number): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, flags);
  } catch {
    // Missing, a link, unreadable: to the caller all the same.
    return undefined;
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > limit) return undefined;
    const buffer = Buffer.alloc(limit);
    return buffer.toString("utf8", 0, readSync(descriptor, buffer, 0, limit, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** To be closed by the caller. Undefined for what is not there, is no plain file, or is larger than `limit` bytes. */
export async function openPlain(path: string, limit: number): Promise<FileHandle | undefined> {
  // Missing, a link, unreadable: to the caller all the same.
  const file = await open(path, flags).catch(() => undefined);
  if (!file) return undefined;
  const status = await file.stat();
  if (status.isFile() && status.size <= limit) return file;
  await file.close();
  return undefined;
}
