import { constants, watch } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LogFile, LogSlice } from "../../shared/api/views.ts";
import { SpoolError } from "../../shared/errors.ts";
import { isMissing } from "./missing.ts";

const endings = { out: "out", err: "err" } as const;

/** Logs of a run are the output files of its processes: `<process>.out` and `<process>.err`. */
export class RunLogs {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async list(runId: string): Promise<LogFile[]> {
    const processes = await readdir(join(this.#root, runId, "processes")).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const logs: LogFile[] = [];
    for (const process of processes.toSorted((one, other) => one.localeCompare(other))) {
      for (const ending of Object.keys(endings)) {
        const name = `${process}.${ending}`;
        const size = await sizeOf(this.#path(runId, name));
        if (size !== undefined) logs.push({ name, size, ended: await this.#hasEnded(runId, process) });
      }
    }
    return logs;
  }

  async read(request: { runId: string; name: string; offset: number; limit: number }): Promise<LogSlice> {
    const { runId, name, offset, limit } = request;
    const path = this.#path(runId, name);
    // Asked before the size: what is written in between is then read by the next call.
    const ended = await this.#hasEnded(runId, name.slice(0, name.lastIndexOf(".")));
    try {
      await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(limit, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      const whole = ended && offset + bytesRead >= size ? bytesRead : lengthOfWholeCharacters(buffer, bytesRead);
      const nextOffset = offset + whole;
      const text = buffer.subarray(0, whole).toString("utf8");
      return { name, offset, text, nextOffset, size, ended: ended && nextOffset >= size };
    } catch (error) {
      if (isMissing(error)) throw missingLog(runId, name);
      throw error;
    }
  }

  async grown(request: { runId: string; name: string; offset: number }, signal: AbortSignal): Promise<void> {
    const { runId, name, offset } = request;
    const path = this.#path(runId, name);
    const process = name.slice(0, name.lastIndexOf("."));
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = async () => {
      const size = await sizeOf(path);
      if ((size ?? 0) > offset || signal.aborted || (await this.#hasEnded(runId, process))) resolve();
    };
    using stack = new DisposableStack();
    const watcher = watch(join(this.#root, runId, "processes", process), () => void look());
    stack.defer(() => watcher.close());
    // A watched directory that is removed tells nobody.
    const timer = setInterval(() => void look(), 1_000);
    stack.defer(() => clearInterval(timer));
    const stop = () => resolve();
    signal.addEventListener("abort", stop, { once: true });
    stack.defer(() => signal.removeEventListener("abort", stop));
    await look();
    await promise;
  }

  async #hasEnded(runId: string, process: string): Promise<boolean> {
    return (await sizeOf(join(this.#root, runId, "processes", process, "exit"))) !== undefined;
  }

  #path(runId: string, name: string): string {
    const match = /^([a-z][a-z0-9-]{0,60})\.(out|err)$/.exec(name);
    if (!match || !/^run_[a-z0-9]{1,40}$/.test(runId)) throw missingLog(runId, name);
    const [, process = "", ending] = match;
    return join(this.#root, runId, "processes", process, ending === "out" ? endings.out : endings.err);
  }
}

function missingLog(runId: string, name: string): SpoolError {
  return new SpoolError("not_found", `run ${runId} has no log ${name}`, {
    hint: "spool job logs lists the logs there are",
    details: { field: "name" },
  });
}

/** A character cut in half by the end of the slice is left to the next one. */
function lengthOfWholeCharacters(buffer: Buffer, length: number): number {
  for (let back = 1; back <= 3 && back <= length; back += 1) {
    const byte = buffer[length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? length - back : length;
  }
  return length;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
