import type { ThreadSummary } from "../../../shared/api/views.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { age } from "../format.ts";

/** A row of the thread tree, in words and names of codicons. */
export interface ThreadRow {
  title: string;
  /** What it needs, or what it does and since when. */
  description: string;
  icon: string;
  /** Status in words, for those who cannot see the icon. */
  accessibleLabel: string;
}

export function threadRow(summary: ThreadSummary, now: number): ThreadRow {
  const { thread, changes } = summary;
  const { icon, text } = threadState(summary, now);
  const counts = changes ? `+${changes.additions} −${changes.deletions}` : "";
  return {
    title: thread.title,
    description: [text, counts].filter((part) => part !== "").join("  "),
    icon,
    accessibleLabel: `${thread.title}, ${text}${changes ? `, ${changes.additions} lines added, ${changes.deletions} removed` : ""}`,
  };
}

function threadState(summary: ThreadSummary, now: number): { icon: string; text: string } {
  const { thread, latestJob, latestRun, waiting, pendingApprovals } = summary;
  const asked = pendingApprovals.at(-1);
  if (asked) return { icon: "question", text: `${asked.title} · ${age(now - asked.requestedAt)}` };
  if (waiting)
    return { icon: "watch", text: `waits: ${waitReasonText(waiting.reason)} (${waiting.position}. in line)` };
  if (!latestJob) return { icon: "circle-outline", text: "no job yet" };
  switch (latestJob.status) {
    case "pending":
      return { icon: "circle-outline", text: "in the backlog" };
    case "queued":
    case "retry_queued":
      return { icon: "watch", text: "in the queue" };
    case "preparing":
    case "running":
    case "verifying":
    case "waiting_approval": {
      const since = latestRun?.startedAt ?? latestJob.startedAt;
      return {
        icon: "loading~spin",
        text: `${latestRun?.stage ?? latestJob.status}${since === null ? "" : ` · ${age(now - since)}`}`,
      };
    }
    case "succeeded":
      return { icon: "pass", text: age(now - thread.updatedAt, "ago") };
    case "failed":
      return { icon: "error", text: latestJob.reason ?? "failed" };
    case "blocked":
      return { icon: "warning", text: latestJob.reason ?? "blocked" };
    case "cancelled":
      return { icon: "circle-slash", text: `cancelled · ${age(now - thread.updatedAt, "ago")}` };
  }
}
