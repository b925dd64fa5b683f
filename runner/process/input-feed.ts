import {
  appendFileSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";
import { SpoolError } from "../../shared/errors.ts";
import { fileNames, hasCode, readIfThere } from "./process-directory.ts";
import { isAlive } from "./process-stat.ts";

const sentSchema = z.object({ key: z.string(), line: z.string() });

/**
 * The streamed input of one process. Each line is first recorded with its key, then appended to the file that feeds the
 * command; what a killed runner left half done is completed from the record. One runner at a time may send.
 */
export class InputFeed {
  readonly #directory: string;
  readonly #isRunning: () => boolean;
  #keys = new Set<string>();
  #recordedBytes = -1;

  constructor(directory: string, isRunning: () => boolean) {
    this.#directory = directory;
    this.#isRunning = isRunning;
  }

  /** Synchronous throughout, so that two sends of one runner cannot mix. */
  send(key: string, line: string): void {
    if (line.includes("\n"))
      throw new SpoolError("invalid_input", "a line to send holds a line end", { details: { key } });
    this.recover();
    if (this.#keys.has(key)) return;
    if (existsSync(this.#path("closed"))) {
      throw new SpoolError("illegal_transition", "the input of this process was closed", { details: { key } });
    }
    if (!this.#isRunning()) {
      throw new SpoolError("not_available", "the process has ended and reads no more", { details: { key } });
    }
    const record = `${JSON.stringify({ key, line })}\n`;
    const recordedBytes = this.#recordedBytes + Buffer.byteLength(record);
    // A full disk may take a part of either; then the next send looks at both anew.
    this.#recordedBytes = -1;
    appendFileSync(this.#path("sent"), record, { mode: 0o600 });
    appendFileSync(this.#path("input"), `${line}\n`, { mode: 0o600 });
    this.#keys.add(key);
    this.#recordedBytes = recordedBytes;
  }

  wasSent(key: string): boolean {
    this.recover();
    return this.#keys.has(key);
  }

  /** Drops a half written record, which nobody was told of, and completes the input from the whole ones. */
  recover(): void {
    const path = this.#path("sent");
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size === this.#recordedBytes) return;
    const bytes = size > 0 ? readFileSync(path) : Buffer.alloc(0);
    const whole = bytes.lastIndexOf("\n") + 1;
    if (whole < bytes.length) truncateSync(path, whole);
    const records = parseRecords(bytes.subarray(0, whole).toString("utf8"), path);
    this.#completeInput(Buffer.from(records.map(({ line }) => `${line}\n`).join("")));
    this.#keys = new Set(records.map(({ key }) => key));
    this.#recordedBytes = whole;
  }

  /** Resolves when the command will read end of file after all that was sent. Durable from its first instant. */
  async close(): Promise<void> {
    writeFileSync(this.#path("closed"), "", { mode: 0o600 });
    await this.finishClosing();
  }

  /** Does what `close` promised, if it was called, by this runner or an earlier one. */
  async finishClosing(): Promise<void> {
    if (!existsSync(this.#path("closed"))) return;
    for (let pauseMs = 1; this.#isRunning(); pauseMs = Math.min(2 * pauseMs, 50)) {
      const keeper = this.#keeper();
      if (keeper && !isAlive(keeper)) return await this.#wakeFeeder(keeper.pid);
      this.#openGate();
      await delay(pauseMs);
    }
  }

  #completeInput(expected: Buffer): void {
    const path = this.#path("input");
    const size = statSync(path).size;
    if (size > expected.length) {
      throw new SpoolError("corrupt_data", `${path} holds more than was sent`, {
        details: { size, expected: expected.length },
      });
    }
    if (size < expected.length) appendFileSync(path, expected.subarray(size));
  }

  #keeper(): { pid: number; startTime: number } | undefined {
    const match = /^(\d+) (\d*)\n$/.exec(readIfThere(this.#path("feeder")) ?? "");
    // An empty start time: it was gone before the supervisor could look, which no living process matches either.
    return match ? { pid: Number(match[1]), startTime: Number(match[2]) } : undefined;
  }

  #openGate(): void {
    let gate: number;
    try {
      gate = openSync(this.#path("gate"), constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      // Nobody waits at the gate, yet or any more; the caller looks again.
      if (hasCode(error, "ENXIO") || hasCode(error, "ENOENT")) return;
      throw error;
    }
    try {
      writeSync(gate, "\n");
    } catch (error) {
      // It left between the two calls, which is what was wanted.
      if (!hasCode(error, "EPIPE")) throw error;
    } finally {
      closeSync(gate);
    }
  }

  /** `tail` notices a dead keeper once a second, or when its file changes: truncating to the same size is a change. */
  async #wakeFeeder(keeperPid: number): Promise<void> {
    for (let tries = 0; tries < 20 && existsSync(`/proc/${keeperPid}`); tries++) await delay(2);
    const path = this.#path("input");
    truncateSync(path, statSync(path).size);
  }

  #path(name: keyof typeof fileNames): string {
    return join(this.#directory, fileNames[name]);
  }
}

function parseRecords(text: string, path: string): z.infer<typeof sentSchema>[] {
  try {
    return text
      .split("\n")
      .slice(0, -1)
      .map((line) => sentSchema.parse(JSON.parse(line)));
  } catch (cause) {
    throw new SpoolError("corrupt_data", `the record of sent lines ${path} cannot be read`, { cause });
  }
}
