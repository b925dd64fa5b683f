import { createHash } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Milliseconds after which a claim is forgotten: what it was for is long answered. */
const keptMs = 60 * 86_400_000;

/**
 * Things that one window of this machine has taken upon itself, so that no other does, also after a restart: a file for
 * each, made only if there is none. VS Code's own storage has no such test, and tells other windows late.
 */
export class Claims {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** True for the one who claims it first. */
  async claim(key: string): Promise<boolean> {
    await mkdir(this.#directory, { recursive: true });
    try {
      const file = await open(this.#path(key), "wx");
      await file.close();
      return true;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    }
  }

  /** Forgets claims that are older than two months at `now`. */
  async prune(now: number): Promise<void> {
    // The folder comes with the first claim.
    const names = await readdir(this.#directory).catch(() => []);
    for (const name of names) {
      const path = join(this.#directory, name);
      // Another window may prune at the same time.
      const made = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Infinity,
      );
      if (now - made > keptMs) await rm(path, { force: true });
    }
  }

  /** Keys come from runners: the file's name says nothing of them. */
  #path(key: string): string {
    return join(this.#directory, createHash("sha256").update(key).digest("hex"));
  }
}
