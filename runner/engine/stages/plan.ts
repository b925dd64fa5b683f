import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Approval } from "../../../shared/model/approval.ts";
import type { Plan } from "../../../shared/model/plan.ts";
import { firstLine } from "../../../shared/text.ts";
import type { AgentEvent } from "../../agents/port.ts";
import { answeredPlan, approvedPlan, nextPlanNumber } from "../../gates/plan/approved-plan.ts";
import { planMarkdown, planOutline } from "../../gates/plan/plan-markdown.ts";
import { planningPrompt } from "../../gates/plan/planning-prompt.ts";
import { toCorrect } from "../../gates/plan/repair.ts";
import { type PlanReading, readPlan } from "../../gates/plan/read-plan.ts";
import { written } from "../../gates/plan/written.ts";
import { addArtifacts, worktreeOf } from "../artifacts.ts";
import { stoppedByBudget, usedUpBefore } from "../budget/ask.ts";
import type { RunContext } from "../context.ts";
import type { Question, Verdict } from "../verdict.ts";
import { type Brief, readBrief } from "./brief.ts";
import { failureOf } from "./outcome.ts";
import { printAfter, printBefore } from "./plan-prints.ts";
import { type Conducted, conduct, cutShort, keepOutput } from "./work.ts";

/** Whether the run plans first: a job that is to be planned has no approved plan yet. */
export async function mustPlan({ job, ledger }: RunContext): Promise<boolean> {
  if (job.mode !== "interactive") return false;
  return approvedPlan(await ledger.core.store.read.approvals.forJob(job.id)) === undefined;
}

/**
 * The agent reads and plans, and the run ends by asking a person about the plan. Whatever it tried, what it leaves in the
 * worktree never gets any further: the next run has a worktree of its own, made from the thread's last checkpoint.
 */
export async function makePlan(context: RunContext): Promise<Verdict> {
  const { ledger, job } = context;
  const agent = context.agents.find(job.agent);
  if (!agent) {
    return { kind: "blocked", class: "agent_missing", message: `agent ${job.agent} is not configured any more` };
  }
  const used = await usedUpBefore(context);
  if (used) return used;
  const { path } = await worktreeOf(context);
  const before = await printBefore(context, path);
  const earlier = await ledger.core.store.read.approvals.forJob(job.id);
  const said = new Said();
  const assignment = {
    phase: "plan" as const,
    brief: (isResumed: boolean) => planningBrief(context, earlier, isResumed),
  };
  const conducted = await conduct(context, agent, path, assignment, (event) => said.hear(event));
  await keepOutput(context, conducted);
  const after = await printAfter(context, path);
  const changes = before === undefined ? ["what there was before is not known any more"] : written(before, after);
  if (conducted.ended === "cancelled") return { kind: "cancelled" };
  if (changes.length > 0) return wrote(changes);
  const spent = await stoppedByBudget(context, agent, conducted);
  if (spent) return spent;
  const failed = cutShort(context, conducted) ?? failureOf(conducted.outcome, ledger.now());
  return failed ?? ask(context, earlier, readAnswer(context, said.texts, { path, earlier, conducted }));
}

async function planningBrief(context: RunContext, earlier: readonly Approval[], isResumed: boolean): Promise<Brief> {
  const { prompt, ...rest } = await readBrief(context);
  const problems = await problemsToCorrect(context);
  return { ...rest, prompt: planningPrompt(prompt, { answered: answeredPlan(earlier), problems, isResumed }) };
}

async function problemsToCorrect({ ledger }: RunContext): Promise<readonly string[]> {
  const { run, core } = ledger;
  const runs = await core.store.read.runs.forJob(run.jobId);
  return toCorrect(
    runs
      .filter(({ attempt }) => attempt < run.attempt)
      .map(({ status, progress }) => ({ status, problems: progress.planProblems })),
  );
}

function readAnswer(
  context: RunContext,
  said: readonly string[],
  { path, earlier, conducted }: { path: string; earlier: readonly Approval[]; conducted: Conducted },
): PlanReading {
  const { run } = context.ledger;
  const { outcome } = conducted;
  const summary = outcome.kind === "completed" ? outcome.summary : undefined;
  const author = `${run.agent} ${run.model ?? ""}`.trim().slice(0, 200);
  const texts = said.length > 0 ? said : summary === undefined ? [] : [summary];
  return context.settings.redact(readPlan(texts, { worktree: path, author, number: nextPlanNumber(earlier) }));
}

async function ask(context: RunContext, earlier: readonly Approval[], reading: PlanReading): Promise<Verdict> {
  if ("problems" in reading) return unread(context, reading.problems);
  await keepPlan(context, reading.plan);
  const number = nextPlanNumber(earlier);
  return {
    kind: "asks",
    outcome: "ok",
    class: null,
    message: `plan ${number} waits for an answer`,
    waitsFor: "plan",
    question: { ...questionOf(reading.plan), expiresAfterMs: context.job.planExpiresMs },
  };
}

function questionOf(plan: Plan): Question {
  const payload = z.record(z.string(), z.json()).parse(plan);
  return { requestKey: "plan", title: plan.title, payload, detail: planOutline(plan) };
}

/** One more try in the same session, told what is wrong; then it is a failed plan. */
async function unread(context: RunContext, problems: string[]): Promise<Verdict> {
  const isLastTry = (await problemsToCorrect(context)).length > 0;
  await context.ledger.record(({ progress }) => ({ progress: { ...progress, planProblems: problems } }), []);
  const failure = {
    class: "plan.unreadable",
    message: firstLine(`the plan could not be read: ${problems.join("; ")}`, 400),
  };
  return isLastTry
    ? { kind: "failed", ...failure, retryable: false, remediation: null }
    : { kind: "again", ...failure };
}

function wrote(changes: readonly string[]): Verdict {
  const message = firstLine(`the agent wrote while it was only to plan: ${changes.join(", ")}`, 400);
  return { kind: "failed", class: "plan.wrote", message, retryable: false, remediation: null };
}

/** Bounded: an agent may say without end. What was said last counts. */
class Said {
  readonly texts: string[] = [];
  #length = 0;
  static readonly longest = 1_000_000;

  hear(event: AgentEvent): void {
    if (event.kind !== "message") return;
    this.texts.push(event.text);
    this.#length += event.text.length;
    while (this.#length > Said.longest && this.texts.length > 1) this.#length -= this.texts.shift()?.length ?? 0;
  }
}

/** The plan as it stays: for programs and for people. Written anew after a kill, to the same byte. */
async function keepPlan(context: RunContext, plan: Plan): Promise<void> {
  const { threadId, id } = context.ledger.run;
  const directory = join(context.settings.paths.artifacts, threadId, id);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const name = `plan-${plan.number}`;
  const [json, markdown] = [join(directory, `${name}.json`), join(directory, `${name}.md`)];
  await writeFile(json, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
  await writeFile(markdown, planMarkdown(plan), { mode: 0o600 });
  await context.ledger.record({ summary: plan.summary }, []);
  const summary = firstLine(plan.summary, 200);
  await addArtifacts(context, [
    { path: json, kind: "plan", summary },
    { path: markdown, kind: "plan", summary },
  ]);
}
