import { shorten } from "../../../shared/text.ts";
import { worktreeOf } from "../artifacts.ts";
import { checkDetached, type RunContext } from "../context.ts";
import { runStep, stepFailure } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/** Runs the job's checks in order; the first failure stops. Its output is what the next attempt is told. */
export async function verify(context: RunContext): Promise<Verdict | undefined> {
  const { ledger, job } = context;
  const { path } = await worktreeOf(context);
  for (const [index, check] of job.verify.entries()) {
    const result = await runStep(context, {
      kind: "verify",
      process: `verify-${index + 1}`,
      name: check.name,
      command: { argv: ["/bin/sh", "-c", check.run], text: check.run, timeoutMs: check.timeoutMs },
      cwd: path,
    });
    checkDetached(context);
    if (context.cancelled.aborted) return { kind: "cancelled" };
    if (result.exitCode === 0) continue;
    await ledger.record({ verification: "failed" }, []);
    return {
      kind: "failed",
      class: result.timedOut ? "verify.timeout" : "verify.failed",
      message: stepFailure(check.name, result),
      retryable: true,
      remediation: `The check \`${check.run}\` failed. The end of its output:\n\n${shorten(result.tail, 8_000)}`,
    };
  }
  await ledger.record({ verification: job.verify.length === 0 ? "skipped" : "passed" }, []);
  return undefined;
}
