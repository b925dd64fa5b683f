import type { ApprovalSummary, QueueView, ThreadDetail, ThreadSummary } from "../../../shared/api/views.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { Need } from "../../../shared/need.ts";
import type { Job } from "../../../shared/model/job.ts";
import { needOfDetail, needOfThread } from "../../../shared/thread-need.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { clockTime, coarseAge } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { Activity } from "./activity.ts";

/** What a state means to the person; the colour of its icon, and never the only sign of it. */
export type Tone = "attention" | "working" | "good" | "bad" | "quiet";

export interface ThreadState {
  /** Name of a codicon. */
  icon: string;
  tone: Tone;
  /** What it needs, or what it does. */
  text: string;
  /** Since when, or how long ago; left out where time says nothing. */
  time?: string;
}

/** Unknown statuses of a newer runner are said as they are, with a neutral icon. */
export function threadState(summary: ThreadSummary, now: number, activity?: Activity): ThreadState {
  const { thread, latestJob, latestRun, waiting, pendingApprovals } = summary;
  const asked = pendingApprovals.at(-1);
  if (asked) return question(asked, pendingApprovals.length, now);
  if (waiting && waitsForPerson(waiting)) {
    return { icon: "key", tone: "attention", text: waitingFor(waiting.reason, now) };
  }
  if (waiting) return { icon: "clock", tone: "quiet", text: waitingText(waiting, now) };
  if (!latestJob) return { icon: "circle-outline", tone: "quiet", text: "no job yet" };
  const { status, reason } = latestJob;
  const ago = coarseAge(now - (latestJob.finishedAt ?? thread.updatedAt), "ago");
  switch (status) {
    case "pending":
      return { icon: "circle-outline", tone: "quiet", text: "in the backlog" };
    case "queued":
    case "retry_queued":
      return { icon: "clock", tone: "quiet", text: "in the queue" };
    case "preparing":
    case "running":
    case "verifying":
    case "waiting_approval": {
      const since = activity?.since ?? latestRun?.startedAt ?? latestJob.startedAt;
      return {
        icon: "loading~spin",
        tone: "working",
        text: activity?.text ?? latestRun?.stage ?? status,
        ...(since !== null && { time: coarseAge(now - since) }),
      };
    }
    case "succeeded":
      return { icon: "pass", tone: "good", text: "done", time: ago };
    case "failed":
      return { icon: "error", tone: "bad", text: plainLine(reason ?? "failed", 120), time: ago };
    case "blocked":
      return { icon: "warning", tone: "attention", text: plainLine(reason ?? "blocked", 120), time: ago };
    case "cancelled":
      return { icon: "circle-slash", tone: "quiet", text: "cancelled", time: ago };
    default:
      return { icon: "circle-outline", tone: "quiet", text: unknownText(status) };
  }
}

/** Its account is closed until a person opens it: no time will let it go on. */
export function waitsForPerson({ reason }: QueueView): boolean {
  return reason.kind === "account_closed" && reason.until === null;
}

/** Whether an agent or a check is at work on it now. */
export function isWorking({ latestJob }: ThreadSummary): boolean {
  return latestJob !== null && isJobActive(latestJob.status);
}

function question(asked: ApprovalSummary, amount: number, now: number): ThreadState {
  const more = amount > 1 ? ` (+${amount - 1})` : "";
  const time = coarseAge(now - asked.requestedAt);
  const said = plainLine(asked.title, 120);
  const state = { tone: "attention", time } as const;
  switch (asked.kind) {
    case "plan":
      return { ...state, icon: "checklist", text: `plan ready${more}` };
    case "budget":
      return { ...state, icon: "credit-card", text: `budget: ${said}${more}` };
    case "permission":
      return { ...state, icon: "question", text: `asks: ${said}${more}` };
    case "contract":
      return { ...state, icon: "law", text: `outside its plan: ${said}${more}` };
    case "liveness":
      return { ...state, icon: "watch", text: `${said}${more}` };
    case "side_effect":
    case "publish":
    case "breakdown":
      return { ...state, icon: "question", text: `${said}${more}` };
    default:
      return { ...state, icon: "question", text: `${said}${more}` };
  }
}

function waitingText({ reason, position }: QueueView, now: number): string {
  return `${waitingFor(reason, now)}${position === 1 ? " (next in line)" : ` (${ordinal(position)} in line)`}`;
}

/** In one line why the newest job does not go on, by the person's clock, and what can be done about it. */
export function threadNeed(summary: ThreadSummary, now: number): Need | undefined {
  return needOfThread(summary, (reason) => waitingFor(reason, now));
}

/** The same of one job of a thread that was opened. */
export function jobNeed(detail: ThreadDetail, job: Job, now: number): Need | undefined {
  return needOfDetail(detail, job, (reason) => waitingFor(reason, now));
}

/** Without the ids that the runner's own words name: nobody knows a thread by its id. */
function waitingFor(reason: QueueView["reason"], now: number): string {
  switch (reason.kind) {
    case "backoff":
      return `waits: next attempt at ${clockTime(reason.until, now)}`;
    case "dependency":
      return reason.threadIds.length === 1
        ? "waits for another thread"
        : `waits for ${reason.threadIds.length} threads`;
    case "thread_busy":
      return "waits: another job of its thread is at work";
    case "thread_asks":
      return "waits: another job of its thread asks you";
    case "account_closed":
      return accountText(reason, now);
    case "budget":
      return `waits: ${plainLine(reason.project ?? "the runner", 60)} has used up its budget of the day`;
    case "account_probe":
      return `waits: another job tries whether ${plainLine(reason.account, 60)} is answered again`;
    case "paused":
    case "project_removed":
    case "damaged":
    case "global_lane":
    case "project_lane":
    case "agent_lane":
    case "starting":
      return `waits: ${plainLine(waitReasonText(reason, now), 120)}`;
  }
}

/** `claude limit until 14:05` */
function accountText({ account, limit, until }: Reason<"account_closed">, now: number): string {
  const who = plainLine(account, 60);
  if (limit === "auth") return `log in: ${who} refuses its login`;
  const what = limit === "overloaded" ? `${who} is overloaded` : `${who} limit`;
  return until === null ? `${what}, until it is opened` : `${what} until ${clockTime(until, now)}`;
}

type Reason<Kind> = Extract<QueueView["reason"], { kind: Kind }>;

function ordinal(position: number): string {
  const rest = position % 100;
  const ending = rest > 10 && rest < 14 ? "th" : (["th", "st", "nd", "rd"][position % 10] ?? "th");
  return `${position}${ending}`;
}

function unknownText(status: string): string {
  return plainLine(status.replaceAll("_", " "), 40);
}
