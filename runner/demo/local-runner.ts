import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync, closeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { readDiscovery } from "../client/discovery.ts";
import { SpoolError } from "../../shared/errors.ts";

const startMs = 20_000;

/** A `spool serve` of its own, which goes on without this process unless it is stopped. */
export class LocalRunner {
  readonly #child: ChildProcess;
  readonly pid: number;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
  }

  static async start(options: { program: string; config: string; dataDirectory: string; log: string }) {
    const log = openSync(options.log, "a", 0o600);
    const child = spawn(process.execPath, [options.program, "serve", "--config", options.config], {
      detached: true,
      stdio: ["ignore", "ignore", log],
    });
    closeSync(log);
    const { pid } = child;
    if (pid === undefined) throw new SpoolError("process_failed", "the demo's runner could not be started");
    const runner = new LocalRunner(child, pid);
    const deadline = Date.now() + startMs;
    for (;;) {
      const found = await readDiscovery(options.dataDirectory);
      if (found?.pid === pid) return runner;
      if (child.exitCode !== null || Date.now() > deadline) {
        await runner.stop();
        const words = await readFile(options.log, "utf8");
        throw new SpoolError("process_failed", "the demo's runner did not start", { hint: words.trim().slice(-2_000) });
      }
      await delay(20);
    }
  }

  /** Lets it live on by itself. */
  release(): void {
    this.#child.unref();
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const patience = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    await ended;
    clearTimeout(patience);
  }
}
