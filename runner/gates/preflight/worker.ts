import { parentPort } from "node:worker_threads";
import type { PreflightReport } from "../../../shared/model/preflight.ts";
import type { PreflightRequest } from "./request.ts";
import { runPreflight } from "./run-preflight.ts";
import { PreflightUnable } from "./unable.ts";

/** What the thread answers to each request. */
export type PreflightAnswer =
  | { kind: "report"; report: PreflightReport }
  /** Why it could not be checked; quotes nothing of what was. */
  | { kind: "unable"; message: string };

async function answer(request: PreflightRequest): Promise<PreflightAnswer> {
  try {
    return { kind: "report", report: await runPreflight(request) };
  } catch (error) {
    if (error instanceof PreflightUnable) return { kind: "unable", message: error.message };
    // Any other message may quote what was being looked at.
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: "unable", message: `the check itself failed (${name})` };
  }
}

// One request at a time: whoever started the thread waits for its answer before it asks again.
parentPort?.on("message", (request: PreflightRequest) => {
  void answer(request).then((said) => parentPort?.postMessage(said));
});
