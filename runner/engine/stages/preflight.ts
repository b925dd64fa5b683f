import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PreflightFinding, PreflightReport } from "../../../shared/model/preflight.ts";
import { firstLine } from "../../../shared/text.ts";
import { findThread } from "../../core/references.ts";
import { decide, type PreflightDecision } from "../../gates/preflight/decide.ts";
import { judgeCheck } from "../../gates/preflight/project-checks.ts";
import { type Contract, contractOf, filesOf, pathOfKey } from "../../gates/contract/contract.ts";
import type { NamedPath, PreflightRules } from "../../gates/preflight/request.ts";
import { PreflightUnable } from "../../gates/preflight/unable.ts";
import { addArtifacts, worktreeOf } from "../artifacts.ts";
import { checkDetached, Detached, type RunContext } from "../context.ts";
import { boundBy, startOfJob } from "../contract/bound.ts";
import type { RunEvent } from "../ledger.ts";
import { runStep } from "../steps.ts";
import type { Verdict } from "../verdict.ts";

/** Of one event; the artifact has them all. */
const toldFindings = 50;

type Looked = { kind: "report"; report: PreflightReport } | { kind: "unable"; message: string };

/** Whatever is published of the job now: its commit is on the thread's branch, and a later job publishes it along. */
export async function mustCheck({ job }: RunContext): Promise<boolean> {
  return job.writeMode === "workspace_write";
}

/**
 * Makes the commit that would be published, which no branch holds yet, and checks all that comes with it. Only a commit
 * that passed is remembered, and only that one is published. Whatever keeps the check from being made is a no. It can be
 * repeated: the commit is made from a fixed checkpoint at a fixed time.
 */
export async function preflight(
  context: RunContext,
): Promise<Verdict | { kind: "done"; events: RunEvent[] } | undefined> {
  const { ledger } = context;
  const candidate = await makeCandidate(context);
  if (!candidate) return undefined;
  const looked = await look(context, candidate);
  checkDetached(context);
  if (context.cancelled.aborted) return { kind: "cancelled" };
  const decision = looked.kind === "report" ? decide(looked.report) : undecided(looked.message);
  const ok = decision.kind === "passed";
  if (looked.kind === "report" && !ok) await keepFindings(context, looked.report);
  const event = doneEvent(candidate.commit, looked, ok);
  if (ok) {
    await ledger.record(({ progress }) => ({ progress: { ...progress, checkedCommit: candidate.commit } }), []);
    return { kind: "done", events: [event] };
  }
  // A runner that is killed before the run's end is recorded comes here again: it is told once.
  const told = ledger.run.progress.preflightTold;
  if (!told) await ledger.record(({ progress }) => ({ progress: { ...progress, preflightTold: true } }), [event]);
  return verdictOf(decision);
}

interface Candidate {
  commit: string;
  base: string;
}

/** Undefined when there is nothing against the thread's base. */
async function makeCandidate({ ledger, job, workspaces, projectSettings }: RunContext): Promise<Candidate | undefined> {
  const { run, core } = ledger;
  const thread = await findThread(core.store.read, run.threadId);
  const checkpoint = run.progress.workCheckpoint;
  const base = thread.baseCommit;
  if (base === null) return undefined;
  if (checkpoint === null) {
    const commit = thread.headCommit;
    return commit === null || commit === base ? undefined : { commit, base };
  }
  const { commit } = await workspaces.commitCheckpoint(projectSettings.source, {
    checkpoint,
    message: commitMessage(job.title, job.instruction, { thread: thread.id, job: job.id, run: run.id }),
    author: projectSettings.author,
    at: run.createdAt,
  });
  return commit === base ? undefined : { commit, base };
}

function commitMessage(title: string, instruction: string, ids: { thread: string; job: string; run: string }): string {
  const subject = firstLine(title, 72);
  const body = instruction.trim() === subject ? "" : `${instruction.trim().slice(0, 4_000)}\n\n`;
  return `${subject}\n\n${body}Spool-Thread: ${ids.thread}\nSpool-Job: ${ids.job}\nSpool-Run: ${ids.run}\n`;
}

async function look(context: RunContext, { commit, base }: Candidate): Promise<Looked> {
  const { workspaces, projectSettings, cancelled, detached } = context;
  const { checks: _checks, ...rules } = projectSettings.preflight;
  const [planned, contract] = [await plannedFiles(context), await binding(context)];
  try {
    const report = await workspaces.preflight(
      projectSettings.source,
      { head: commit, base, rules: { ...rules, author: projectSettings.author, contract, planned } },
      AbortSignal.any([cancelled, detached]),
    );
    // Its commands see a tree that is known not to hold what would harm; theirs is the last word, not the first.
    const failed = report.findings.some(({ severity }) => severity === "hard") ? [] : await runChecks(context);
    return { kind: "report", report: { ...report, findings: [...report.findings, ...failed] } };
  } catch (error) {
    if (detached.aborted) throw new Detached();
    if (cancelled.aborted) return { kind: "unable", message: "cancelled" };
    if (error instanceof PreflightUnable) return { kind: "unable", message: error.message };
    throw error;
  }
}

/** What a person approved or granted for any job of the thread: all their commits are in the range. */
async function plannedFiles({ ledger, job }: RunContext): Promise<NamedPath[]> {
  const approvals = await ledger.core.store.read.approvals.forThread(job.threadId);
  const contracts = [...Map.groupBy(approvals, ({ jobId }) => jobId).values()].flatMap(
    (ofJob) => contractOf(ofJob) ?? [],
  );
  return [...contracts.flatMap(namedFiles), ...filesOf(approvals, "approved")];
}

/** What holds the job's own commits; null where nothing does, or where a deviation is told and no more. */
async function binding(context: RunContext): Promise<PreflightRules["contract"]> {
  if (context.job.contract === "warn") return null;
  const [bound, since] = [await boundBy(context), await startOfJob(context)];
  return bound && since !== null ? { since, files: namedFiles(bound.contract) } : null;
}

function namedFiles({ files }: Contract): NamedPath[] {
  return [...files].map(pathOfKey);
}

/** The project's own commands, over the worktree, whose files are those of the commit. */
async function runChecks(context: RunContext): Promise<PreflightFinding[]> {
  const { checks } = context.projectSettings.preflight;
  if (checks.length === 0) return [];
  const { path: cwd } = await worktreeOf(context);
  const found: PreflightFinding[] = [];
  for (const [index, { name, ...command }] of checks.entries()) {
    const result = await runStep(context, { kind: "preflight", process: `preflight-${index + 1}`, name, command, cwd });
    checkDetached(context);
    if (context.cancelled.aborted) return found;
    const finding = judgeCheck({ name, ...result });
    if (finding) found.push(finding);
  }
  return found;
}

async function keepFindings(context: RunContext, report: PreflightReport): Promise<void> {
  const { ledger, settings } = context;
  const directory = join(settings.paths.artifacts, ledger.run.threadId, ledger.run.id);
  const path = join(directory, "preflight.json");
  await mkdir(directory, { recursive: true });
  await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
  await addArtifacts(context, [{ path, kind: "preflight" }]);
}

function doneEvent(commit: string, looked: Looked, ok: boolean): Extract<RunEvent, { type: "preflight.done" }> {
  const nothing = { commits: 0, files: 0, bytes: 0, durationMs: 0, findings: [], truncated: false };
  const report: PreflightReport = looked.kind === "report" ? looked.report : nothing;
  const { findings, truncated, ...sums } = report;
  const unable = looked.kind === "unable" ? firstLine(looked.message, 400) : null;
  const told = findings.slice(0, toldFindings);
  const data = { ok, commit, unable, ...sums, findings: told, found: findings.length };
  return { type: "preflight.done", data: { ...data, truncated: truncated || told.length < findings.length } };
}

function undecided(message: string): PreflightDecision {
  const text = firstLine(`not published: it could not be checked: ${message}`, 400);
  return { kind: "blocked", class: "preflight.unable", message: text, remediation: text };
}

function verdictOf(decision: Exclude<PreflightDecision, { kind: "passed" }>): Verdict {
  const { class: name, remediation } = decision;
  const message = firstLine(decision.message, 400);
  switch (decision.kind) {
    case "blocked":
      return { kind: "blocked", class: name, message, remediation };
    case "sent_back":
      return { kind: "failed", class: name, message, retryable: true, remediation };
  }
}
