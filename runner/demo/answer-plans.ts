import { setTimeout as delay } from "node:timers/promises";
import type { Approval } from "../../shared/model/approval.ts";
import { plan as planSchema } from "../../shared/model/plan.ts";
import { follow } from "../cli/actions/watch.ts";
import type { CommandContext } from "../cli/context.ts";
import { shortId } from "../cli/render/short-id.ts";
import type { RunnerPort } from "../cli/runner-port.ts";
import { demoComment } from "./plan-scenario.ts";

/** For the eye: a plan is looked at before it is answered. */
const readingMs = 1_500;

interface Watched {
  threadId: string;
  jobId: string;
}

/**
 * Shows the timeline up to each plan and answers it as a person would, telling what that would type: first with comments,
 * then with yes. Resolves with the last event that was shown; null when the person had enough.
 */
export async function answerPlans(
  context: CommandContext,
  runner: RunnerPort,
  watched: Watched,
): Promise<number | null> {
  let after = 0;
  for (const answer of [comment, approve]) {
    const shown = await toNextPlan(context, runner, watched, after);
    if (shown === null) return null;
    after = shown;
    const { approvals } = await runner.jobs.get({ jobId: watched.jobId });
    const asked = approvals.findLast(({ kind, status }) => kind === "plan" && status === "pending");
    // The job ended without a plan: what watches on from here says why.
    if (!asked) return after;
    await delay(readingMs);
    await answer(context, runner, asked);
  }
  return after;
}

async function toNextPlan(
  context: CommandContext,
  runner: RunnerPort,
  { threadId, jobId }: Watched,
  after: number,
): Promise<number | null> {
  const ended = await follow(context, { threadId, after }, (event) => {
    if (event.type === "approval.requested") return event.data.kind === "plan";
    return event.type === "job.status" && event.jobId === jobId && ["failed", "blocked"].includes(event.data.to);
  });
  if (ended === null) return null;
  // What came right behind it was shown, too.
  const { events } = await runner.events.list({ threadId, after: ended.seq, limit: 200 });
  return events.at(-1)?.seq ?? ended.seq;
}

async function comment(context: CommandContext, runner: RunnerPort, asked: Approval): Promise<void> {
  const { id, jobId, revision } = asked;
  const { text } = demoComment;
  // A real agent may plan in fewer steps.
  const step = Math.min(demoComment.step, planSchema.safeParse(asked.payload).data?.steps.length ?? 1);
  type(context, `spool job comment ${shortId(jobId)} --revision ${revision} \\\n    --step ${step} "${text}"`);
  const comments = [{ anchor: { kind: "step" as const, step }, text }];
  await runner.approvals.decide({ approvalId: id, decision: "request_changes", revision, comments });
}

async function approve(context: CommandContext, runner: RunnerPort, { jobId, revision }: Approval): Promise<void> {
  type(context, `spool job approve ${shortId(jobId)} --revision ${revision}`);
  await runner.jobs.approve({ jobId, revision });
}

function type({ terminal }: CommandContext, command: string): void {
  terminal.out(`\n${terminal.paint("bold", `$ ${command}`)}\n\n`);
}
