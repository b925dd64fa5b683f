import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { PreflightUnable } from "./unable.ts";

/** Megabytes of a thread's heap. Files are looked at in pieces; what grows is the list of ids. */
const heapMegabytes = 512;
/** How long a thread without work is kept: its start takes a quarter of a second of a processor, most checks less. */
const idleMs = 20_000;

let idle: { worker: Worker; timer: NodeJS.Timeout; drop: () => void } | undefined;

/** A thread that has no other work: the one that was kept, or a new one. It keeps the process alive until it is given back. */
export function takeThread(): Worker {
  if (idle) {
    const { worker, timer, drop } = idle;
    clearTimeout(timer);
    idle = undefined;
    // One is taken and given back for hours.
    worker.off("error", drop).off("exit", drop).ref();
    return worker;
  }
  // A warning of the thread must not get into the output of a command. Nobody reads it: a reader would hold the process.
  const options = { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes }, stderr: true, stdout: true };
  return new Worker(workerFile(), options);
}

/** Keeps a thread that has answered for whoever comes next: one, for a while, without holding the process. */
export function keepThread(worker: Worker): void {
  if (idle) {
    void worker.terminate();
    return;
  }
  const timer = setTimeout(drop, idleMs).unref();
  worker.unref();
  idle = { worker, timer, drop };
  // Should it die while nobody waits for it, the next one gets another.
  worker.once("error", drop).once("exit", drop);

  function drop(): void {
    if (idle?.worker !== worker) return;
    clearTimeout(timer);
    idle = undefined;
    void worker.terminate();
  }
}

/** Beside this file where it runs from its sources; a file of its own where it was bundled, next to it or one up. */
function workerFile(): URL {
  const candidates = ["./worker.ts", "./preflight-worker.js", "../preflight-worker.js"].map(
    (name) => new URL(name, import.meta.url),
  );
  const found = candidates.find((url) => existsSync(fileURLToPath(url)));
  if (!found) throw new PreflightUnable("the program of the check is not there: Spool is not installed as a whole");
  return found;
}
