import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a session stands: how many steps of an unfinished prompt are done; null after a finished one. */
export interface SessionState {
  position: number | null;
}

/** Sessions as files, so that another process can go on with them. */
export interface SessionFolder {
  create(): Promise<string>;
  read(id: string): Promise<SessionState | undefined>;
  write(id: string, state: SessionState): Promise<void>;
}

export function sessionFolder(folder: string): SessionFolder {
  const pathOf = (id: string) => join(folder, `${id}.json`);
  async function write(id: string, state: SessionState): Promise<void> {
    await mkdir(folder, { recursive: true });
    // Renamed into place: a process killed while writing must not leave half a state.
    await writeFile(`${pathOf(id)}.new`, JSON.stringify(state));
    await rename(`${pathOf(id)}.new`, pathOf(id));
  }
  return {
    write,
    async create() {
      const id = randomUUID();
      await write(id, { position: null });
      return id;
    },
    async read(id) {
      if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
      try {
        return JSON.parse(await readFile(pathOf(id), "utf8")) as SessionState;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
  };
}
