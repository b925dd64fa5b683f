import type { QueueSnapshot } from "../../../shared/api/views.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { coarseAge, plural } from "../format.ts";
import { plainLine } from "../plain-line.ts";

export interface QueueRow {
  icon: string;
  label: string;
  description: string;
  detail?: string;
  threadId?: string;
}

/** The queue as rows: what holds it up, what is at work, what waits and why. `projects` has names by id. */
export function queueRows(
  { pauses, active, waiting }: QueueSnapshot,
  { projects, now }: { projects: ReadonlyMap<string, string>; now: number },
): QueueRow[] {
  return [
    ...pauses.map(({ projectId, by, reason, at }) => ({
      icon: "debug-pause",
      label: `Paused: ${pauseScope(projectId, projects)}`,
      description: `by ${plainLine(by, 60)} · ${coarseAge(now - at, "ago")}`,
      ...(reason !== null && { detail: plainLine(reason) }),
    })),
    ...active.map(({ title, status, agent, threadId, startedAt }) => ({
      icon: "play",
      label: plainLine(title),
      description: [status.replaceAll("_", " "), agent, startedAt !== null && coarseAge(now - startedAt)]
        .flatMap((part) => (part === false ? [] : plainLine(part, 60)))
        .join(" · "),
      threadId,
    })),
    ...waiting.map(({ title, position, reason, threadId }) => ({
      icon: "clock",
      label: plainLine(title),
      description: `${position}. ${plainLine(waitReasonText(reason, now))}`,
      threadId,
    })),
  ];
}

export function pauseScope(projectId: string | null, projects: ReadonlyMap<string, string>): string {
  return projectId === null ? "everything" : plainLine(projects.get(projectId) ?? projectId, 60);
}

export function queueSummary({ active, waiting, lanes }: QueueSnapshot): string {
  return `${active.length} of ${plural(lanes.global.limit, "slot")} at work, ${waiting.length} waiting`;
}
