import type { PreflightFinding } from "../../../shared/model/preflight.ts";
import { shorten } from "../../../shared/text.ts";
import { runCommand } from "../../process/run-command.ts";
import { severityOf } from "./findings.ts";
import { PreflightUnable } from "./unable.ts";

/** How a command of the project ended. */
export interface CheckEnd {
  name: string;
  /** Null when it was ended by force. */
  exitCode: number | null;
  timedOut: boolean;
  /** The end of its output. */
  tail: string;
}

/** Undefined when the check says yes. Neither a yes nor a no of the check itself is a PreflightUnable: no agent can mend it. */
export function judgeCheck({ name, exitCode, timedOut, tail }: CheckEnd): PreflightFinding | undefined {
  if (timedOut) throw new PreflightUnable(`${name} ran out of time`);
  if (exitCode === null) throw new PreflightUnable(`${name} was ended by force`);
  if (exitCode === 126 || exitCode === 127) throw new PreflightUnable(`${name} could not be started`);
  if (exitCode === 0) return undefined;
  const detail = shorten(`${name} failed with exit code ${exitCode}: ${tail.trim()}`, 400);
  const at = { commit: null, path: null, line: null, place: "run", preview: null, fingerprint: null } as const;
  return { rule: "check", severity: severityOf("check"), ...at, detail };
}

/** Runs checks one after the other, outside of any job. */
export async function runProjectChecks(
  checks: readonly { name: string; run: string; timeoutMs: number }[],
  options: { cwd: string; environment: Record<string, string>; signal: AbortSignal },
): Promise<PreflightFinding[]> {
  const found: PreflightFinding[] = [];
  for (const { name, run, timeoutMs } of checks) {
    const result = await runCommand(["/bin/sh", "-c", run], { ...options, timeoutMs, outputLimit: 16 << 20 });
    options.signal.throwIfAborted();
    if (result.kind === "not_started") throw new PreflightUnable(`${name} could not be started`);
    const tail = Buffer.concat([result.stdout, result.stderr]).toString().slice(-4_000);
    const exitCode = result.kind === "exited" ? result.code : null;
    const finding = judgeCheck({ name, exitCode, timedOut: result.kind === "timed_out", tail });
    if (finding) found.push(finding);
  }
  return found;
}
