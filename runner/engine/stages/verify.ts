import { worktreeOf } from "../artifacts.ts";
import { checkDetached, type RunContext } from "../context.ts";
import { judgeCheck } from "../failures/judge-check.ts";
import type { RunEvent } from "../ledger.ts";
import { runStep } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/**
 * Runs the job's checks in order; the first failure that is this job's stops. What failed on the base already in the same
 * way does not: the checks behind it still have something to say.
 */
export async function verify(context: RunContext): Promise<Verdict | { kind: "done"; events: RunEvent[] }> {
  const { ledger, job } = context;
  const { path } = await worktreeOf(context);
  const events: RunEvent[] = [];
  for (const [index, check] of job.verify.entries()) {
    const process = `verify-${index + 1}`;
    const result = await runStep(context, {
      kind: "verify",
      process,
      name: check.name,
      command: { argv: ["/bin/sh", "-c", check.run], text: check.run, timeoutMs: check.timeoutMs },
      cwd: path,
    });
    checkDetached(context);
    if (context.cancelled.aborted) return { kind: "cancelled" };
    if (result.exitCode === 0) continue;
    const judgement = await judgeCheck(context, { check, index, process, result });
    checkDetached(context);
    if (judgement.kind === "goes_on") {
      events.push(...judgement.events);
      continue;
    }
    const { verdict } = judgement;
    if (verdict.kind !== "failed") return verdict;
    await ledger.record({ verification: "failed" }, []);
    // What was known of the checks before it is told with it.
    return verdict.judged
      ? { ...verdict, judged: { ...verdict.judged, events: [...events, ...verdict.judged.events] } }
      : verdict;
  }
  const passed = events.length > 0 ? "known_failures" : "passed";
  await ledger.record({ verification: job.verify.length === 0 ? "skipped" : passed }, []);
  return { kind: "done", events };
}
