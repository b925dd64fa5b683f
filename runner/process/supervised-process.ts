import type { DirectoryWatch } from "./directory-watch.ts";
import { InputFeed } from "./input-feed.ts";
import { tailFile } from "./output-tail.ts";
import { outputPath, readExit, type ProcessRecord } from "./process-directory.ts";
import { findProcessSet } from "./process-set.ts";
import type { ExitRecord, OutputChunk, OutputStream, ProcessIdentity, ProcessStatus } from "./process-spec.ts";
import { isAlive, readName } from "./process-stat.ts";
import { emptyProcessSet, type StopOptions, type StopProof } from "./stop.ts";
import { SpoolError } from "../../shared/errors.ts";

/** How often, at most, a set that outlived its command is looked at for the sake of a tail, in milliseconds. */
const lookMs = 200;

/** A command that lives apart from this runner. Got from `launch` or `attach`; closing it never ends the command. */
export class SupervisedProcess implements Disposable {
  readonly directory: string;
  readonly identity: ProcessIdentity;
  readonly #record: ProcessRecord;
  readonly #watch: DirectoryWatch;
  readonly #input: InputFeed;
  #final: ExitRecord | "vanished" | undefined;
  #lastLook: { at: number; empty: Promise<boolean> } | undefined;
  #stopping: Promise<StopProof> | undefined;

  constructor(directory: string, record: ProcessRecord, identity: ProcessIdentity, watch: DirectoryWatch) {
    this.directory = directory;
    this.identity = identity;
    this.#record = record;
    this.#watch = watch;
    this.#input = new InputFeed(directory, () => this.status() === "running");
  }

  get mark(): string {
    return this.#record.mark;
  }

  /** Of the command alone; whether its whole set is empty is what `sweep`, `reap` and `stop` tell. */
  status(): ProcessStatus {
    if (this.#final) return this.#final;
    const exit = readExit(this.directory);
    if (exit) return (this.#final = exit);
    if (isAlive(this.identity)) return "running";
    // It may have recorded its exit and ended between the two looks.
    return (this.#final = readExit(this.directory) ?? "vanished");
  }

  /** Rejects with the signal's reason. Call `reap` after it: a command that ended may have left others behind. */
  wait(signal?: AbortSignal): Promise<ExitRecord | "vanished"> {
    return this.#watch.until(() => {
      const status = this.status();
      if (status !== "running") return status;
      if (this.#watch.closed) throw new SpoolError("not_available", "the process was let go while it was waited for");
      return undefined;
    }, signal);
  }

  /**
   * Raw bytes from `offset` on, at most 64 KiB each. Ends when the whole set has ended and everything was read, or when
   * this object is closed; a leftover daemon keeps it open until `reap` or `stop`.
   */
  tail(stream: OutputStream, offset: number, options: { signal?: AbortSignal } = {}): AsyncIterable<OutputChunk> {
    const path = outputPath(this.directory, stream);
    return tailFile(path, offset, this.#watch, () => this.#isOver(), options.signal);
  }

  /**
   * Writes one line (without its end) to the command's input: once per key, ever, also over restarts; the first line
   * sent under a key wins. Throws `illegal_transition` after `closeInput`, `not_available` after the end.
   */
  async send(key: string, line: string): Promise<void> {
    this.#needStream();
    this.#input.send(key, line);
  }

  /** Whether a line was sent under that key, by this or an earlier runner. */
  wasSent(key: string): boolean {
    return this.#record.stdin === "stream" && this.#input.wasSent(key);
  }

  /** The command reads end of file after all that was sent. May be called again; a restart does not undo it. */
  async closeInput(): Promise<void> {
    this.#needStream();
    await this.#input.close();
  }

  /** TERM, grace, KILL, sweep. The command's exit is recorded if it can be; `survivors` must be empty to believe it. */
  stop(options: StopOptions = {}): Promise<StopProof> {
    this.#stopping ??= this.#empty(options).finally(() => {
      this.#stopping = undefined;
    });
    return this.#stopping;
  }

  /** After the command ended: kills what it left behind. Throws `illegal_transition` while it runs. */
  async reap(options: Omit<StopOptions, "graceMs"> = {}): Promise<StopProof> {
    if (this.status() === "running") throw new SpoolError("illegal_transition", "the command still runs");
    return await this.stop({ ...options, graceMs: 0 });
  }

  /** What of the set is alive now, the supervisor included. */
  async sweep(): Promise<{ pid: number; startTime: number }[]> {
    return (await findProcessSet(this.mark)).map(({ pid, startTime }) => ({ pid, startTime }));
  }

  /** What of the command is alive, by name and with the processor time that it used: never its arguments, which may be secret. */
  async look(): Promise<{ pid: number; startTime: number; name: string; cpuMs: number }[]> {
    const set = await findProcessSet(this.mark);
    return set
      .filter(({ pid }) => pid !== this.identity.pid)
      .map(({ pid, startTime, cpuMs }) => ({ pid, startTime, name: readName(pid) ?? "gone", cpuMs }));
  }

  /** Completes what a runner that was killed had promised to send or to close. */
  async resumeInput(): Promise<void> {
    if (this.#record.stdin !== "stream") return;
    this.#input.recover();
    await this.#input.finishClosing();
  }

  close(): void {
    this.#watch.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #empty(options: StopOptions): Promise<StopProof> {
    const { mark, sandbox } = this.#record;
    const hasEnded = (): boolean => this.status() !== "running";
    const target = { mark, sandbox, hasEnded, identity: this.identity, watch: this.#watch };
    try {
      return await emptyProcessSet(target, options);
    } finally {
      this.#lastLook = undefined;
      this.#watch.poke();
    }
  }

  async #isOver(): Promise<boolean> {
    if (this.status() === "running") return false;
    // A leftover that writes without pause must not cause a look through all processes for each line.
    if (!this.#lastLook || performance.now() - this.#lastLook.at > lookMs) {
      this.#lastLook = { at: performance.now(), empty: this.#isEmpty() };
    }
    return await this.#lastLook.empty;
  }

  async #isEmpty(): Promise<boolean> {
    // Twice, since a process may fork while it is looked for.
    for (let look = 0; look < 2; look++) {
      if ((await findProcessSet(this.mark)).some(({ pid }) => pid !== this.identity.pid)) return false;
    }
    return true;
  }

  #needStream(): void {
    if (this.#record.stdin === "stream") return;
    throw new SpoolError("illegal_transition", `the input of this process is ${this.#record.stdin}, not a stream`);
  }
}
