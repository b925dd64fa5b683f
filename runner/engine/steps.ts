import { gitIdentity } from "./git-identity.ts";
import { join } from "node:path";
import type { StepRecord } from "../../shared/model/run.ts";
import { firstLine } from "../../shared/text.ts";
import { checkDetached, Detached, type RunContext } from "./context.ts";
import type { ProcessEnd, StepCommand, Supervised } from "./ports.ts";

const tailLimit = 4_000;

export interface StepRequest {
  kind: "setup" | "hook" | "verify" | "preflight";
  /** Name of the process and key of its record: `setup-1`. */
  process: string;
  name: string;
  command: StepCommand;
  cwd: string;
}

export interface StepResult extends StepRecord {
  tail: string;
}

/**
 * Runs one command of a run to its end, or attaches to it when an earlier life of the runner started it. Its start and
 * its end are each recorded once; a command that ended before is not run again.
 */
export async function runStep(context: RunContext, request: StepRequest): Promise<StepResult> {
  const { ledger } = context;
  const recorded = ledger.run.progress.steps[request.process];
  // Ended in an earlier life: whoever asks is told of it all the same.
  if (recorded && recorded.endedAt !== null)
    return { ...recorded, tail: await outputOf(context, request.process, tailLimit) };
  const startedAt = recorded?.startedAt ?? ledger.now();
  if (!recorded) {
    await recordStep(context, request, { startedAt, endedAt: null, exitCode: null, timedOut: false }, [
      {
        type: "step.started",
        data: {
          kind: request.kind,
          name: request.name,
          command: request.command.text,
          process: request.process,
        },
      },
    ]);
  }
  const process = await launchStep(context, request);
  try {
    const { end, timedOut } = await waitForStep(context, process, startedAt + request.command.timeoutMs);
    const proof = await process.stop({ graceMs: context.settings.stopGraceMs });
    const tail = context.settings.redact(await outputTail(process, tailLimit));
    const endedAt = ledger.now();
    const exitCode = end.kind === "exited" ? end.code : null;
    const step: StepRecord = { startedAt, endedAt, exitCode, timedOut };
    const { kind, name } = request;
    await recordStep(context, request, step, [
      ...(proof.found > 0 ? [{ type: "processes.ended" as const, data: { what: name, ...proof } }] : []),
      {
        type: "step.ended",
        data: { kind, name, exitCode, timedOut, durationMs: Math.max(0, endedAt - startedAt), tail },
      },
    ]);
    return { ...step, tail };
  } finally {
    process.close();
  }
}

async function launchStep(context: RunContext, request: StepRequest): Promise<Supervised> {
  const { ledger, settings, project, job } = context;
  return context.processes.launch({
    directory: stepDirectory(context, request),
    mark: `${ledger.run.id}.${request.process}`,
    argv: [...request.command.argv],
    cwd: request.cwd,
    environment: {
      ...settings.environment([]),
      ...gitIdentity(context.projectSettings.author),
      CI: "true",
      SPOOL_PROJECT: project.name,
      SPOOL_THREAD_ID: job.threadId,
      SPOOL_JOB_ID: job.id,
      SPOOL_RUN_ID: ledger.run.id,
      SPOOL_ATTEMPT: String(ledger.run.attempt),
    },
    stdin: { kind: "none" },
    // Checks and hooks are the project's own commands, from the configuration.
    sandbox: { mode: settings.sandbox, confine: "processes", writable: [], readOnly: [] },
  });
}

async function waitForStep(
  context: RunContext,
  process: Supervised,
  deadline: number,
): Promise<{ end: ProcessEnd; timedOut: boolean }> {
  const verdict = await firstOf(context, process.wait(), deadline);
  if (verdict.kind === "done") return { end: verdict.value, timedOut: false };
  if (verdict.kind === "detached") throw new Detached();
  await process.stop({ graceMs: context.settings.stopGraceMs });
  return { end: await process.wait(), timedOut: verdict.kind === "deadline" };
}

export type FirstOf<Value> =
  | { kind: "done"; value: Value }
  | { kind: "deadline" }
  | { kind: "cancelled" }
  | { kind: "detached" };

/** Waits for `work`, but not beyond the deadline (epoch milliseconds), a cancel, or the runner letting go. */
export async function firstOf<Value>(
  context: RunContext,
  work: Promise<Value>,
  deadline: number,
): Promise<FirstOf<Value>> {
  const cleanup: (() => void)[] = [];
  const fired = (signal: AbortSignal, kind: "cancelled" | "detached") =>
    new Promise<FirstOf<Value>>((resolve) => {
      if (signal.aborted) return resolve({ kind });
      const listener = () => resolve({ kind });
      signal.addEventListener("abort", listener, { once: true });
      cleanup.push(() => signal.removeEventListener("abort", listener));
    });
  const expired = new Promise<FirstOf<Value>>((resolve) => {
    // Node's timers end at 2^31 ms; a later deadline is as good as none for one wait.
    const milliseconds = Math.min(Math.max(0, deadline - context.ledger.now()), 2_147_483_647);
    const timer = setTimeout(() => resolve({ kind: "deadline" }), milliseconds);
    cleanup.push(() => clearTimeout(timer));
  });
  try {
    return await Promise.race([
      fired(context.detached, "detached"),
      work.then((value): FirstOf<Value> => ({ kind: "done", value })),
      fired(context.cancelled, "cancelled"),
      expired,
    ]);
  } finally {
    for (const clean of cleanup) clean();
  }
}

async function outputTail(process: Supervised, limit: number): Promise<string> {
  const out = await process.lastOutput("stdout", limit);
  const err = await process.lastOutput("stderr", limit);
  return [out.trimEnd(), err.trimEnd()].filter((text) => text !== "").join("\n");
}

/** The end of what a step of this run printed, both streams, secrets taken out; `limit` bytes of each. */
export async function outputOf(context: RunContext, process: string, limit: number): Promise<string> {
  const ended = await context.processes.abandon(join(context.directory, "processes", process));
  if (!ended) return "";
  try {
    return context.settings.redact(await outputTail(ended, limit));
  } finally {
    ended.close();
  }
}

function stepDirectory(context: RunContext, request: StepRequest): string {
  return join(context.directory, "processes", request.process);
}

async function recordStep(
  context: RunContext,
  request: StepRequest,
  step: StepRecord,
  events: Parameters<RunContext["ledger"]["record"]>[1],
): Promise<void> {
  checkDetached(context);
  await context.ledger.record(
    ({ progress }) => ({ progress: { ...progress, steps: { ...progress.steps, [request.process]: step } } }),
    events,
  );
}

/** One line that says how a step ended. */
export function stepFailure(name: string, step: StepResult): string {
  if (step.timedOut) return `${name} ran out of time`;
  if (step.exitCode === null) return `${name} was ended by force`;
  const lines = step.tail.split("\n").filter((line) => line.trim() !== "");
  const why = tellingLine(lines);
  return firstLine(`${name} failed with exit code ${step.exitCode}${why ? `: ${why.trim()}` : ""}`, 400);
}

/**
 * The line that says why: an error by its name or a failed test by its mark, before any line that only sounds like a
 * reason. A test runner's very last line is often a bracket, a count, or a field of what it compared.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const named = /^\s*(not ok|✖|✗|×|FAIL(ED)?\b)|^E  |\b\w*(Error|Exception)\b.*:|^\s*(error|fatal|panic)\b/;
  const sounding = /\b(error|fail(ed|ure|s)?|assert\w*|expected|panic\w*)\b/i;
  const isField = (line: string) => /^\s*\w+: .*,$/.test(line);
  return (
    lines.findLast((line) => named.test(line)) ??
    lines.findLast((line) => sounding.test(line) && !isField(line)) ??
    lines.at(-1)
  );
}
