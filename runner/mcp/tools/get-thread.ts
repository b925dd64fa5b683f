import * as z from "zod";
import type { CommitsView, RunView, ThreadDetail } from "../../../shared/api/views.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { isoTime } from "../../../shared/iso-time.ts";
import type { Job } from "../../../shared/model/job.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { fitted, oneLine, tidy } from "../bound.ts";
import type { ToolRunner } from "../tool-runner.ts";
import { tool, type ToolAnswer } from "../tool.ts";
import { approvalBrief, changesText, jobBrief, jobText, threadBrief } from "./brief.ts";
import { reference, untrusted, wholeId } from "./fields.ts";

/** Newest ones of each kind; older ones are only counted. */
const shown = 20;

export const getThread = tool({
  name: "get_thread",
  title: "Show a Spool thread",
  description:
    "One thread: its jobs with what was asked of them, their runs with outcome and cost, what it waits for, the " +
    "questions that a person has to answer, how much it changed, its commits (newest first), what it left.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({ threadId: reference("thread") }),
  async run(runner, { threadId }) {
    const detail = await runner.threads.get({ threadId: await wholeId(runner, "thread", threadId) });
    const commits = await commitsOf(runner, detail);
    return fitted((limit) => threadAnswer(detail, commits, limit));
  },
});

/** Null when there are none yet, or when git cannot say: the rest is worth knowing all the same. */
async function commitsOf(runner: ToolRunner, { thread }: ThreadDetail): Promise<CommitsView | null> {
  if (thread.baseCommit === null) return null;
  return runner.threads.commits({ threadId: thread.id, limit: shown }).catch((error: unknown) => {
    if (SpoolError.is(error)) return null;
    throw error;
  });
}

function threadAnswer(detail: ThreadDetail, branch: CommitsView | null, limit: number): ToolAnswer {
  const { thread, project, changes } = detail;
  const jobs = detail.jobs.slice(-shown);
  const runs = detail.runs.slice(-shown);
  const asked = detail.approvals.filter(({ status }) => status === "pending").slice(-shown);
  const waiting = detail.waiting.slice(0, shown).map(({ jobId, position, reason }) => ({
    jobId,
    position,
    why: waitReasonText(reason),
  }));
  const messages = detail.messages.filter(({ state }) => state === "kept").slice(-shown);
  const commits = (branch?.commits ?? []).map(({ hash, author, at, subject }) => {
    return { hash, author, at: isoTime(at), subject };
  });
  const older = [
    olderNote("jobs", detail.jobs.length - jobs.length),
    olderNote("runs", detail.runs.length - runs.length),
    branch?.truncated ? "Older commits are left out." : "",
  ].filter((note) => note !== "");
  const note = [untrusted, `Texts are cut to ${limit} characters.`, ...older].join(" ");
  const data = {
    note,
    thread: { ...threadBrief(thread), project: project.name },
    jobs: jobs.map(jobData),
    runs: runs.map(runData),
    waiting,
    // As text, which can be cut: an agent may ask with any JSON.
    pendingApprovals: asked.map((approval) => ({
      ...approvalBrief(approval),
      payload: JSON.stringify(approval.payload),
    })),
    undeliveredMessages: messages.map(({ id, by, text }) => ({ id, by, text })),
    artifacts: detail.artifacts.slice(-shown).map(({ id, kind, name, size }) => ({ id, kind, name, size })),
    changes,
    commits,
    lastSeq: detail.seq,
  };
  const short = Math.min(limit, 1_000);
  const text = [
    note,
    `${thread.id} ${thread.status} ${project.name}: ${oneLine(thread.title)}${changesText(changes)}`,
    `branch ${oneLine(thread.branch)} from ${oneLine(thread.baseBranch)}`,
    ...jobs.flatMap((job) => [
      `${jobText(job)}${reasonText(job.reason, short)}: ${oneLine(job.instruction, short)}`,
      ...runs.filter(({ run }) => run.jobId === job.id).map((view) => `  ${runText(view, short)}`),
    ]),
    ...commits.map(({ hash, subject }) => `commit ${hash} ${oneLine(subject, short)}`),
    ...waiting.map(({ jobId, position, why }) => `job ${jobId} is number ${position} in the queue: ${oneLine(why)}`),
    ...asked.map(({ kind, title }) => `a person has to answer (${kind}): ${oneLine(title, short)}`),
    ...messages.map((message) => `not delivered yet: ${oneLine(message.text, short)}`),
  ].join("\n");
  return { data: { ...(tidy(data, limit) as typeof data), note }, text };
}

function olderNote(what: string, count: number): string {
  return count === 0 ? "" : `${count} older ${what} are left out.`;
}

function jobData(job: Job) {
  const { instruction, acceptance, agent, model, summary, createdAt, finishedAt } = job;
  return {
    ...jobBrief(job),
    agent,
    model,
    instruction,
    acceptance,
    summary,
    createdAt: isoTime(createdAt),
    finishedAt: isoTime(finishedAt),
  };
}

function runData({ run, stages }: RunView) {
  const { id, jobId, attempt, status, failureReason, verification, summary, turns, costUsd, startedAt, finishedAt } =
    run;
  return {
    id,
    jobId,
    attempt,
    status,
    stages: stages.map(({ name, outcome }) => `${name}: ${outcome ?? "goes on"}`),
    failureReason,
    verification,
    summary,
    turns,
    costUsd,
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(finishedAt),
  };
}

function runText({ run }: RunView, limit: number): string {
  const stage = run.stage === null || run.finishedAt !== null ? "" : ` at ${run.stage}`;
  const cost = run.costUsd === null ? "" : `, $${run.costUsd.toFixed(2)}`;
  const summary = run.summary === null ? "" : `: ${oneLine(run.summary, limit)}`;
  const head = `run ${run.id}, attempt ${run.attempt}, ${run.status}${stage}, ${run.turns} turns${cost}`;
  return head + reasonText(run.failureReason, limit) + summary;
}

function reasonText(reason: string | null, limit: number): string {
  return reason === null ? "" : ` (${oneLine(reason, limit)})`;
}
