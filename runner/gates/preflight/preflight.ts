import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { PreflightReport } from "../../../shared/model/preflight.ts";
import type { PreflightRequest } from "./request.ts";
import { PreflightUnable } from "./unable.ts";
import type { PreflightAnswer } from "./worker.ts";

/** Megabytes of a thread's heap. Files are looked at in pieces; what grows is the list of ids. */
const heapMegabytes = 512;

/**
 * Checks a range in a thread of its own, so that the caller's event loop goes on. Rejects with PreflightUnable when it
 * could not be checked, was not done in time, or the thread died; with the signal's reason when that fires.
 */
export async function checkRange(request: PreflightRequest, signal?: AbortSignal): Promise<PreflightReport> {
  signal?.throwIfAborted();
  const worker = new Worker(workerFile(), {
    workerData: request,
    // Nothing of the runner's own environment is needed but what git gets, and that is read from this process.
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    // A warning of the thread must not get into the output of a command.
    stderr: true,
    stdout: true,
  });
  worker.stderr.resume();
  worker.stdout.resume();
  const { promise, resolve, reject } = Promise.withResolvers<PreflightReport>();
  const onAbort = () => reject(signal?.reason);
  const timer = setTimeout(
    () => reject(new PreflightUnable(`not done within ${Math.round(request.rules.timeoutMs / 1000)} s`)),
    request.rules.timeoutMs,
  );
  signal?.addEventListener("abort", onAbort, { once: true });
  worker.once("message", (answer: PreflightAnswer) => {
    if (answer.kind === "report") resolve(answer.report);
    else reject(new PreflightUnable(answer.message));
  });
  worker.once("error", (cause) => reject(new PreflightUnable("the check itself failed", { cause })));
  worker.once("exit", () => reject(new PreflightUnable("the check ended without an answer")));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    // Its gits end with the pipes that it held.
    await worker.terminate();
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
