import type { EventData, TimelineEvent } from "../../../../shared/events/catalogue.ts";
import { answerText } from "../approval-lines.ts";
import { planAnswers } from "../plan-lines.ts";
import { shortId } from "../short-id.ts";
import { approvalLook, jobLook, threadLook } from "../status-symbol.ts";
import { budgetEventText } from "../../../../shared/budget-words.ts";
import { limitWords } from "../../../../shared/limit-words.ts";
import { laneOpenedText } from "../../../../shared/lane-text.ts";
import { formatClock, formatSize, formatUntil, plural } from "../../../../shared/units.ts";
import { agentRow } from "./agent-rows.ts";
import { escalatedRow, failureRow } from "./failure-row.ts";
import { type EventOf, headOf, restOf, type TimelineRow } from "./row.ts";
import { contractRow } from "./contract-rows.ts";
import {
  checkpointRow,
  outboxRow,
  processesRow,
  preflightRow,
  publishRow,
  runRow,
  stageRow,
  stepRow,
  worktreeRow,
} from "./run-rows.ts";

const instructionLines = 8;

/**
 * What an event says. `topic` is the stage its run is in, for events that do not carry one. A type of a newer runner
 * becomes a neutral row with its name.
 */
export function describeEvent(event: TimelineEvent, stage: string | null): TimelineRow {
  const topic = stage ?? "run";
  switch (event.type) {
    case "runner.started":
    case "runner.stopped":
      return runnerRow(event);
    case "project.added":
    case "project.updated":
    case "project.removed":
      return { topic: "project", text: `${event.data.name} ${event.type.slice("project.".length)}` };
    case "queue.paused": {
      const { by, reason } = event.data;
      return { topic: "queue", text: `paused by ${by}${reason === null ? "" : `: ${reason}`}`, tone: "yellow" };
    }
    case "queue.resumed":
      return { topic: "queue", text: `resumed by ${event.data.by}` };
    case "token.created":
      return { topic: "token", text: `${event.data.name} created (${event.data.role})` };
    case "token.revoked":
      return { topic: "token", text: `${event.data.name} revoked` };
    case "thread.created":
    case "thread.status":
    case "thread.archived":
    case "thread.unarchived":
    case "thread.external_event":
      return threadRow(event);
    case "message.received":
    case "message.delivered":
    case "message.queued":
      return messageRow(event);
    case "job.created":
    case "job.status":
    case "job.cancel_requested":
    case "job.retry_scheduled":
    case "job.agent_switched":
    case "job.escalated":
      return jobRow(event);
    case "lane.closed":
    case "lane.opened":
      return laneRow(event);
    case "run.started":
    case "run.recovered":
    case "run.ended":
      return runRow(event);
    case "stage.started":
    case "stage.ended":
      return stageRow(event);
    case "step.started":
    case "step.ended":
      return stepRow(event, topic);
    case "failure.classified":
      return failureRow(event.data);
    case "worktree.ready":
    case "worktree.state":
    case "worktree.pinned":
      return worktreeRow(event, topic);
    case "agent.started":
    case "agent.session":
    case "agent.message":
    case "agent.thought":
    case "agent.tool_call":
    case "agent.tool_result":
    case "agent.plan":
    case "agent.denied":
    case "agent.usage":
    case "agent.limit":
    case "agent.retrying":
    case "agent.stalled":
      return agentRow(event, topic);
    case "approval.requested":
    case "approval.decided":
      return approvalRow(event);
    case "contract.deviation":
    case "contract.amended":
      return contractRow(event);
    case "checkpoint.created":
      return checkpointRow(event);
    case "processes.ended":
      return processesRow(event);
    case "artifact.added": {
      const { kind, name, size } = event.data;
      const text = `${name} (${kind.replaceAll("_", " ")}, ${formatSize(size)})`;
      return { topic: "artifact", text, tone: "dim", minor: true };
    }
    case "preflight.done":
      return preflightRow(event);
    case "publish.done":
      return publishRow(event);
    case "outbox.requested":
    case "outbox.done":
    case "outbox.failed":
    case "outbox.withdrawn":
      return outboxRow(event);
    case "budget.warning":
    case "budget.used_up":
    case "budget.extended":
      return {
        topic: "budget",
        text: budgetEventText(event),
        tone: event.type === "budget.extended" ? "green" : "yellow",
      };
    case "warning":
      return { topic: "warning", text: headOf(event.data.text), tone: "yellow", body: restOf(event.data.text, 8) };
    default:
      return unknownRow(event);
  }
}

function unknownRow(event: never): TimelineRow {
  const { type } = event as { type: string };
  return { topic: "event", text: type, tone: "dim" };
}

function runnerRow(event: EventOf<"runner">): TimelineRow {
  switch (event.type) {
    case "runner.started": {
      const { version, recoveredRuns } = event.data;
      const recovered = recoveredRuns === 0 ? "" : `, ${plural(recoveredRuns, "run")} picked up again`;
      return { topic: "runner", text: `started, version ${version}${recovered}` };
    }
    case "runner.stopped":
      return { topic: "runner", text: `stopped, ${plural(event.data.runningJobs, "job")} at work` };
  }
}

function threadRow(event: EventOf<"thread">): TimelineRow {
  switch (event.type) {
    case "thread.created":
      return { topic: "thread", text: event.data.title, tone: "bold" };
    case "thread.status": {
      const { word, tone } = threadLook(event.data.to);
      return { topic: "thread", text: word, tone, minor: true };
    }
    case "thread.archived":
      return { topic: "thread", text: `archived by ${event.data.by}` };
    case "thread.unarchived":
      return { topic: "thread", text: `taken back by ${event.data.by}` };
    case "thread.external_event":
      return { topic: "event", text: `${event.data.eventType} from ${event.data.sourceKind}` };
  }
}

function messageRow(event: EventOf<"message">): TimelineRow {
  switch (event.type) {
    case "message.received": {
      const { by, text } = event.data;
      return { topic: "message", text: `${by}: ${headOf(text)}`, body: restOf(text, instructionLines) };
    }
    case "message.delivered":
      return { topic: "message", text: "the agent has it", tone: "dim" };
    case "message.queued":
      return { topic: "message", text: `becomes the next job (${shortId(event.data.jobId)})`, tone: "dim" };
  }
}

function jobRow(event: EventOf<"job">): TimelineRow {
  switch (event.type) {
    case "job.created":
      return createdRow(event.data);
    case "job.status": {
      const { to, reason } = event.data;
      const { symbol, word, tone } = jobLook(to);
      const settled = to === "succeeded" || to === "failed" || to === "cancelled" || to === "blocked";
      const quiet = !settled && to !== "waiting_approval" && to !== "retry_queued";
      return { topic: "job", text: `${symbol} ${word}${reason === null ? "" : `: ${reason}`}`, tone, minor: quiet };
    }
    case "job.cancel_requested":
      return { topic: "job", text: `${event.data.by} asks to cancel`, tone: "yellow" };
    case "job.escalated":
      return escalatedRow(event.data);
    case "job.retry_scheduled": {
      // Why is in the line before it, with the job's status.
      const { attempt, dueAt } = event.data;
      return { topic: "retry", text: `attempt ${attempt} at ${formatClock(dueAt)}`, tone: "yellow" };
    }
    case "job.agent_switched": {
      const { by, from, to, model } = event.data;
      const text = `${by} switched from ${from} to ${to}${model === null ? "" : ` ${model}`}`;
      return { topic: "job", text, tone: "yellow" };
    }
  }
}

function laneRow(event: EventOf<"lane">): TimelineRow {
  const { account } = event.data;
  switch (event.type) {
    case "lane.closed": {
      const { kind, until, words } = event.data;
      const end = until === null ? "until it is opened: spool lane open" : `until ${formatUntil(until, event.at)}`;
      return { topic: "account", text: `${account} closed ${end} (${limitWords(kind)}): ${words}`, tone: "yellow" };
    }
    case "lane.opened":
      return { topic: "account", text: laneOpenedText(event.data), tone: "green" };
  }
}

function createdRow(data: EventData<"job.created">): TimelineRow {
  const { jobType, agent, model, instruction, requestedBy } = data;
  const who = `${requestedBy.type} ${requestedBy.id}`;
  return {
    topic: "job",
    text: `${jobType} with ${agent}${model === null ? "" : ` ${model}`}, asked by ${who}`,
    body: { text: instruction, lines: instructionLines, keep: "head" },
  };
}

/** A plan is to be read before it is answered; `spool job show` has the whole of a longer one. */
const planLinesShown = 60;

function approvalRow(event: EventOf<"approval">): TimelineRow {
  switch (event.type) {
    case "approval.requested": {
      const { kind, title, detail, revision } = event.data;
      const question = { kind, jobId: event.jobId ?? "<job>", revision };
      const isPlan = kind === "plan";
      const answer = isPlan ? `\n${planAnswers(question).join("\n")}` : answerText(question);
      const text = detail === null ? answer : `${detail}\n${answer}`;
      return {
        topic: "asks",
        text: `${kind.replaceAll("_", " ")}: ${title}`,
        tone: "yellow",
        body: { text, lines: isPlan ? planLinesShown : 12, keep: "tail" },
      };
    }
    case "approval.decided": {
      const { status, by, comment, comments = [] } = event.data;
      const look = approvalLook(status);
      const places = comments.map(({ anchor, text }) => {
        const place = anchor.kind === "step" ? `step ${anchor.step}` : anchor.path;
        return `${place}: ${text}`;
      });
      return {
        topic: "answer",
        text: `${look.word} by ${by}${comment === null ? "" : `: ${comment}`}`,
        tone: look.tone,
        ...(places.length > 0 && { body: { text: places.join("\n"), lines: 12, keep: "head" } }),
      };
    }
  }
}
