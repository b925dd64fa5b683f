import type { StatusView, ThreadSummary } from "../../../shared/api/views.ts";
import { type Need, type NeedAction, needOf } from "../../../shared/need.ts";
import { needOfThread } from "../../../shared/thread-need.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortenIds, shortId } from "./short-id.ts";

/** Needs that are told below a table. */
const mostTold = 8;

/** What is to be typed for it; `idText` says how ids are written. */
export function needCommand(action: NeedAction, idText: (id: string) => string = shortId): string {
  switch (action.kind) {
    case "answer": {
      const { asked, jobId, revision } = action;
      // A budget and an agent that seems stuck offer more than yes and no: they are read first.
      if (asked === "budget" || asked === "liveness") return `spool job show ${idText(jobId)}`;
      return `spool job approve ${idText(jobId)}${asked === "plan" ? ` --revision ${revision}` : ""}`;
    }
    case "retry":
    case "release":
      return `spool job retry ${idText(action.jobId)}`;
    case "switch_agent":
      return `spool job switch ${idText(action.jobId)} --agent <agent>`;
    case "open_lane":
      return `spool lane open ${action.account}`;
    case "open_diff":
      return `spool thread diff ${idText(action.threadId)}`;
    case "resume_queue":
      return action.project === null ? "spool queue resume" : `spool queue resume --project ${action.project}`;
    case "see_job":
      return `spool job show ${idText(action.jobId)}`;
    case "see_thread":
      return `spool thread show ${idText(action.threadId)}`;
    case "see_queue":
      return "spool queue status";
    case "see_questions":
      return "spool status";
    case "edit_config":
      return "spool config validate";
  }
}

export function needLine(need: Need): string {
  return shortenIds(need.line);
}

/** All that can be typed, the likeliest first. */
export function needCommands({ actions }: Need): string | null {
  return actions.length === 0 ? null : actions.map((action) => needCommand(action)).join(", or: ");
}

/** Below the list of threads: what to type where nothing goes on without a person. */
export function threadNeedLines(threads: readonly ThreadSummary[], options: RenderOptions): string {
  const needing = threads.flatMap((summary) => {
    const need = needOfThread(summary);
    const [action] = need?.person && summary.latestJob?.status !== "pending" ? need.actions : [];
    return action ? [`${shortId(summary.thread.id)} → ${needCommand(action)}`] : [];
  });
  return told(needing, options);
}

/** Jobs that stopped, each with why and what to type. */
export function stoppedLines(stopped: StatusView["stopped"], options: RenderOptions): string {
  return stopped
    .map(({ job, need }) => {
      const commands = needCommands(need);
      return (
        line(`✗ ${shortId(job.threadId)} ${job.title}: ${needLine(need)}`, options, { indent: 2, tone: "red" }) +
        (commands === null ? "" : line(`→ ${commands}`, options, { indent: 4 }))
      );
    })
    .join("");
}

/** Below the queue: what lets waiting jobs go on sooner, each once. */
export function waitingNeedLines(waiting: StatusView["waiting"], options: RenderOptions): string {
  const jobs = new Map<string, string[]>();
  for (const view of waiting) {
    const job = { id: view.jobId, threadId: view.threadId, status: "queued" as const, reason: null };
    const need = needOf({ job, pending: [], waiting: view, failureClass: null, isChanged: false });
    const [action] = need?.actions ?? [];
    // The queue is what is being looked at.
    if (!action || action.kind === "see_queue") continue;
    const command = needCommand(action);
    jobs.set(command, [...(jobs.get(command) ?? []), shortId(view.jobId)]);
  }
  const lines = [...jobs].map(
    ([command, ids]) => `${ids.slice(0, 3).join(", ")}${ids.length > 3 ? " …" : ""} → ${command}`,
  );
  return told(lines, options);
}

function told(lines: readonly string[], options: RenderOptions): string {
  const more = lines.length > mostTold ? [`… and ${lines.length - mostTold} more`] : [];
  return [...lines.slice(0, mostTold), ...more].map((text) => line(text, options, { tone: "yellow" })).join("");
}
