import type { BlobView } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { RunnerSession } from "../../common/session/session.ts";

/** What one answer of the runner may hold of a file. */
const largestShown = 3 * 1024 * 1024;
/** Bytes of files that are kept; a diff reads each side twice. */
const cacheBytes = 48 * 1024 * 1024;

export interface ShownFile {
  bytes: Uint8Array;
}

/** Files of commits, which never change and so are read once. */
export class CommitFiles {
  readonly #cache = new Map<string, ShownFile>();
  #held = 0;

  /** Error: `not_found` when there is no such file at that commit. */
  async read(session: RunnerSession, file: { threadId: string; commit: string; path: string }): Promise<ShownFile> {
    const key = `${session.id} ${file.threadId} ${file.commit} ${file.path}`;
    const known = this.#cache.get(key);
    if (known) return known;
    const blob = await session.api.threads.blob.query({ ...file, limitBytes: largestShown });
    const shown = { bytes: blob.truncated ? instead(blob) : decode(blob.base64) };
    this.#keep(key, shown);
    return shown;
  }

  #keep(key: string, file: ShownFile): void {
    this.#cache.set(key, file);
    this.#held += file.bytes.length;
    for (const [oldest, { bytes }] of this.#cache) {
      if (this.#held <= cacheBytes) break;
      this.#cache.delete(oldest);
      this.#held -= bytes.length;
    }
  }
}

/** A beginning of a file would show as a change of all that is missing: a sentence that says why is not mistaken for it. */
function instead({ size }: BlobView): Uint8Array {
  return new TextEncoder().encode(`(${size} bytes: too large to be shown here; the patch holds it)\n`);
}

function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
}

export function isNotFound(error: unknown): boolean {
  return SpoolError.is(error, "not_found");
}
