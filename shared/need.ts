import type { ApprovalSummary, JobSummary, QueueView } from "./api/views.ts";
import type { ApprovalKind } from "./model/approval.ts";
import { firstLine } from "./text.ts";
import { type WaitReason, waitReasonText } from "./wait-reason.ts";

/** What a person can do about a job that does not go on. */
export type NeedAction =
  | { kind: "answer"; approvalId: string; jobId: string; asked: ApprovalKind; revision: string }
  | { kind: "retry"; jobId: string }
  | { kind: "release"; jobId: string }
  | { kind: "switch_agent"; jobId: string }
  | { kind: "open_lane"; account: string }
  | { kind: "open_diff"; threadId: string }
  | { kind: "resume_queue"; project: string | null }
  /** Of the job or thread that is in the way. */
  | { kind: "see_job"; jobId: string }
  | { kind: "see_thread"; threadId: string }
  | { kind: "see_queue" }
  /** One of them extends the budget of a day. */
  | { kind: "see_questions" }
  | { kind: "edit_config" };

/** As a button or a row names it. */
export function needActionText(action: NeedAction): string {
  switch (action.kind) {
    case "answer":
      return action.asked === "plan" ? "Review the Plan" : "Answer";
    case "retry":
      return "Try Again Now";
    case "release":
      return "Release to the Queue";
    case "switch_agent":
      return "Switch Agent";
    case "open_lane":
      return `Try Account ${action.account} Now`;
    case "open_diff":
      return "Open Diff";
    case "resume_queue":
      return action.project === null ? "Resume the Queue" : `Resume the Queue of ${action.project}`;
    case "see_job":
      return "See the Job in the Way";
    case "see_thread":
      return "See the Thread in the Way";
    case "see_queue":
      return "See the Queue";
    case "see_questions":
      return "See What Is Asked";
    case "edit_config":
      return "Check the Configuration";
  }
}

/** Why a job does not go on, in one line, and what can be done about it, the likeliest first. */
export interface Need {
  line: string;
  actions: NeedAction[];
  /** It will not go on by itself. */
  person: boolean;
}

export interface NeedFacts {
  job: Pick<JobSummary, "id" | "threadId" | "status" | "reason">;
  /** Questions of its thread, or its own; the newest last. */
  pending: readonly Pick<ApprovalSummary, "id" | "jobId" | "kind" | "title" | "revision" | "status">[];
  waiting: Pick<QueueView, "reason" | "jobId"> | null;
  /** Of its last run; null when it did not fail, or there was none. */
  failureClass: string | null;
  /** The thread has changes to look at. */
  isChanged: boolean;
}

const lineLength = 300;

/** Undefined for a job that goes on or has ended as it should. `say` puts the reason of a wait in words, for who shows times in its own way. */
export function needOf(
  facts: NeedFacts,
  say: (reason: WaitReason) => string = (reason) => waitReasonText(reason),
): Need | undefined {
  const { job, pending, waiting } = facts;
  const asked = pending.filter(({ jobId, status }) => jobId === job.id && status === "pending");
  const newest = asked.at(-1);
  if (newest) {
    const { id: approvalId, jobId, kind, revision } = newest;
    const more = asked.length > 1 ? ` (+${asked.length - 1})` : "";
    const line = `${firstLine(askedText(newest), lineLength)}${more}`;
    return { line, actions: [{ kind: "answer", approvalId, jobId, asked: kind, revision }], person: true };
  }
  const { id: jobId } = job;
  switch (job.status) {
    case "blocked":
    case "failed": {
      const line = firstLine(job.reason ?? `${job.status}, and nothing says why: see its runs`, lineLength);
      return { line, actions: remedies(facts), person: true };
    }
    case "queued":
    case "retry_queued": {
      if (waiting?.jobId !== jobId) return { line: "in the queue", actions: [], person: false };
      return { line: firstLine(say(waiting.reason), lineLength), ...ofWait(waiting.reason, jobId) };
    }
    case "waiting_approval":
      // What it asked was answered a moment ago, or is being written.
      return { line: firstLine(job.reason ?? "waits for an answer", lineLength), actions: [], person: false };
    case "pending":
      return { line: "in the backlog until it is released", actions: [{ kind: "release", jobId }], person: true };
    case "preparing":
    case "running":
    case "verifying":
    case "succeeded":
    case "cancelled":
      return undefined;
  }
}

function askedText({ kind, title }: NeedFacts["pending"][number]): string {
  switch (kind) {
    case "plan":
      return `its plan waits for an answer: ${title}`;
    case "budget":
      return `budget: ${title}`;
    case "contract":
      return `outside its plan: ${title}`;
    case "permission":
    case "side_effect":
      return `asks: ${title}`;
    case "liveness":
    case "publish":
    case "breakdown":
      return title;
  }
}

/** By what the last run failed with. */
function remedies({ job, failureClass, isChanged }: NeedFacts): NeedAction[] {
  const { id: jobId, threadId } = job;
  const retry: NeedAction = { kind: "retry", jobId };
  // A job that has failed keeps its agent, so that its history stays true.
  const agent: NeedAction[] = job.status === "blocked" ? [{ kind: "switch_agent", jobId }] : [];
  const config: NeedAction = { kind: "edit_config" };
  const diff: NeedAction[] = isChanged ? [{ kind: "open_diff", threadId }] : [];
  const [group] = (failureClass ?? "").split(/[._]/, 1);
  // Ready once the configuration names the agent again, or the job another one.
  if (failureClass === "agent_missing" || failureClass === "agent.not_installed") return [...agent, config, retry];
  if (failureClass === "invalid_input" || failureClass === "not_found") return [config, retry];
  if (group === "agent") return [retry, ...agent, ...diff];
  if (group === "preflight") return [...diff, retry, config];
  return [retry, ...diff];
}

function ofWait(reason: WaitReason, jobId: string): Pick<Need, "actions" | "person"> {
  switch (reason.kind) {
    case "paused":
      return { actions: [{ kind: "resume_queue", project: reason.project }], person: true };
    case "project_removed":
      return { actions: [{ kind: "edit_config" }], person: true };
    case "account_closed": {
      const { account, until } = reason;
      return {
        actions: [
          { kind: "open_lane", account },
          { kind: "switch_agent", jobId },
        ],
        person: until === null,
      };
    }
    case "budget":
      return { actions: [{ kind: "see_questions" }, { kind: "edit_config" }], person: false };
    case "damaged":
      return { actions: [], person: true };
    case "thread_busy":
    case "thread_asks":
    case "account_probe":
      return { actions: [{ kind: "see_job", jobId: reason.jobId }], person: reason.kind === "thread_asks" };
    case "dependency":
      return {
        actions: reason.threadIds.slice(0, 3).map((threadId) => ({ kind: "see_thread", threadId })),
        person: false,
      };
    case "backoff":
      return { actions: [{ kind: "retry", jobId }], person: false };
    case "agent_lane":
      return { actions: [{ kind: "switch_agent", jobId }, { kind: "see_queue" }], person: false };
    case "global_lane":
    case "project_lane":
      return { actions: [{ kind: "see_queue" }], person: false };
    case "starting":
      return { actions: [], person: false };
  }
}
