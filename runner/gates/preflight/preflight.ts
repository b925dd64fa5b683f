import type { PreflightReport } from "../../../shared/model/preflight.ts";
import type { PreflightRequest } from "./request.ts";
import { keepThread, takeThread } from "./thread.ts";
import { PreflightUnable } from "./unable.ts";
import type { PreflightAnswer } from "./worker.ts";

/**
 * Checks a range in a thread, so that the caller's event loop goes on. Rejects with PreflightUnable when it could not be
 * checked, was not done in time, or the thread died; with the signal's reason when that fires.
 */
export async function checkRange(request: PreflightRequest, signal?: AbortSignal): Promise<PreflightReport> {
  signal?.throwIfAborted();
  const worker = takeThread();
  const { promise, resolve, reject } = Promise.withResolvers<PreflightAnswer>();
  const onAbort = () => reject(signal?.reason);
  const onError = (cause: unknown) => reject(new PreflightUnable("the check itself failed", { cause }));
  const onExit = () => reject(new PreflightUnable("the check ended without an answer"));
  const { timeoutMs } = request.rules;
  const late = () => reject(new PreflightUnable(`not done within ${Math.round(timeoutMs / 1000)} s`));
  const timer = setTimeout(late, timeoutMs);
  signal?.addEventListener("abort", onAbort, { once: true });
  worker.once("message", resolve).once("error", onError).once("exit", onExit);
  let answer: PreflightAnswer;
  try {
    worker.postMessage(request);
    answer = await promise;
  } catch (error) {
    // In the middle of its work; its gits end with the pipes that it held.
    await worker.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    worker.off("message", resolve).off("error", onError).off("exit", onExit);
  }
  keepThread(worker);
  if (answer.kind === "report") return answer.report;
  throw new PreflightUnable(answer.message);
}
