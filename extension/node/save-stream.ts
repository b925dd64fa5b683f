import { open, rename, rm } from "node:fs/promises";

/**
 * Writes what comes to a file, piece by piece, under another name until it is whole. VS Code's own file system takes a file
 * only at once, and an artifact may be larger than memory. Resolves with the bytes written.
 */
export async function saveStream(path: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
  const partial = `${path}.part`;
  let written = 0;
  try {
    await using file = await open(partial, "w");
    for await (const piece of pieces) {
      await file.writeFile(piece);
      written += piece.byteLength;
    }
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, path);
  return written;
}
