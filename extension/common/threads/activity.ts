import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import type { ToolKind } from "../../../shared/model/tool-kind.ts";
import { plainLine } from "../plain-line.ts";

/** What a thread is doing right now, as its events tell; `since` is in the runner's milliseconds. */
export interface Activity {
  /** `verify: npm test`, `work: editing auth.ts` */
  text: string;
  since: number;
}

const verbs: Readonly<Record<ToolKind, string>> = {
  read: "reading",
  edit: "editing",
  delete: "deleting",
  move: "moving",
  search: "searching",
  execute: "running",
  fetch: "fetching",
  think: "thinking",
  delegate: "delegating",
  other: "using",
};

/** Takes in events in their order; resolves to the threads whose activity is another one now. */
export function noteActivity(activities: Map<string, Activity>, events: readonly TimelineEvent[]): Set<string> {
  const changed = new Set<string>();
  for (const event of events) {
    if (event.threadId === undefined) continue;
    const next = activityAfter(event);
    if (next === undefined) continue;
    const known = activities.get(event.threadId);
    if (next === null) {
      if (activities.delete(event.threadId)) changed.add(event.threadId);
    } else if (known?.text !== next) {
      activities.set(event.threadId, { text: next, since: event.at });
      changed.add(event.threadId);
    }
  }
  return changed;
}

/** What is done from this event on; null when nothing is any more, undefined when the event changes nothing. */
function activityAfter(event: TimelineEvent): string | null | undefined {
  switch (event.type) {
    case "stage.started":
      return event.data.stage;
    case "step.started":
      return `${event.data.kind === "verify" ? "verify" : "prepare"}: ${plainLine(event.data.name, 60)}`;
    case "agent.started":
    case "agent.message":
      return "work";
    case "agent.thought":
      return "work: thinking";
    case "agent.tool_call":
      return `work: ${toolText(event.data)}`;
    case "agent.stalled":
      return event.data.trouble === "looping" ? "work: goes round" : "work: silent";
    case "agent.retrying":
      return "work: the vendor refused, tries again";
    case "run.ended":
      return null;
    case "job.status":
      return isJobActive(event.data.to) ? undefined : null;
    case "runner.started":
    case "runner.stopped":
    case "project.added":
    case "project.updated":
    case "project.removed":
    case "queue.paused":
    case "queue.resumed":
    case "token.created":
    case "token.revoked":
    case "thread.created":
    case "thread.status":
    case "thread.archived":
    case "thread.unarchived":
    case "thread.external_event":
    case "message.received":
    case "message.delivered":
    case "message.queued":
    case "job.created":
    case "job.cancel_requested":
    case "job.retry_scheduled":
    case "job.escalated":
    case "failure.classified":
    case "run.started":
    case "run.recovered":
    case "stage.ended":
    case "step.ended":
    case "worktree.ready":
    case "worktree.state":
    case "worktree.pinned":
    case "agent.session":
    case "agent.tool_result":
    case "agent.plan":
    case "agent.denied":
    case "agent.usage":
    case "agent.limit":
    case "lane.closed":
    case "lane.opened":
    case "job.agent_switched":
    case "approval.requested":
    case "approval.decided":
    case "contract.deviation":
    case "contract.amended":
    case "checkpoint.created":
    case "processes.ended":
    case "artifact.added":
    case "preflight.done":
    case "budget.warning":
    case "budget.used_up":
    case "budget.extended":
    case "publish.done":
    case "outbox.requested":
    case "outbox.done":
    case "outbox.failed":
    case "outbox.withdrawn":
    case "warning":
      return undefined;
    default:
      // Of a newer runner: it may mean anything.
      return undefined;
  }
}

function toolText({ tool, title, paths }: { tool: ToolKind; title: string; paths: string[] }): string {
  const verb: string = verbs[tool] ?? verbs.other;
  const [path] = paths;
  if (path !== undefined) return `${verb} ${plainLine(path.split("/").at(-1) ?? path, 60)}`;
  return `${verb} ${plainLine(title, 60)}`.trimEnd();
}
