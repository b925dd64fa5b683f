import type { ThreadSummary } from "../../../shared/api/views.ts";
import { isJobActive } from "../../../shared/machines/job.ts";
import { look } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { threadNeedLines } from "./need-lines.ts";
import { shortId, shortIds } from "./short-id.ts";
import { threadLook } from "./status-symbol.ts";
import { renderTable } from "./table.ts";
import { formatChanges, formatCost, formatAge } from "../../../shared/units.ts";
import { waitText } from "./wait-text.ts";

export function renderThreadList(
  page: { threads: readonly ThreadSummary[]; nextAfter: string | null },
  options: RenderOptions,
): string {
  const { threads, nextAfter } = page;
  if (threads.length === 0) return 'no threads; start one with: spool thread start "…"\n';
  const short = shortIds(threads.map(({ thread }) => thread.id));
  const table = renderTable<ThreadSummary>(
    threads,
    [
      { header: "ID", value: ({ thread }) => short(thread.id), tone: () => "cyan" },
      {
        header: "STATUS",
        value: ({ thread }) => look(threadLook(thread.status)),
        tone: ({ thread }) => threadLook(thread.status).tone,
      },
      { header: "TITLE", value: ({ thread }) => thread.title, shrinkTo: 24 },
      { header: "PROJECT", value: ({ project }) => project, shrinkTo: 8, optional: 2 },
      { header: "NOW", value: (summary) => nowText(summary, options.now), shrinkTo: 12 },
      { header: "COST", value: costText, align: "right", optional: 3 },
      {
        header: "CHANGES",
        value: ({ changes }) => (changes ? formatChanges(changes) : ""),
        align: "right",
        optional: 1,
      },
      { header: "AGE", value: ({ thread }) => formatAge(thread.updatedAt, options.now), align: "right" },
    ],
    options,
  );
  const more = nextAfter === null ? "" : `more: spool thread list --after ${shortId(nextAfter)}\n`;
  return table + threadNeedLines(threads, options) + more;
}

/** What it needs, does or waits for; what it ended with. */
function nowText({ latestJob, latestRun, waiting, pendingApprovals }: ThreadSummary, now: number): string {
  const question = pendingApprovals.at(-1);
  if (question) return `asks: ${question.title}`;
  if (waiting) return waitText(waiting.reason, now);
  if (!latestJob) return "";
  const { status, reason, type } = latestJob;
  if (status === "failed" || status === "blocked") return reason ?? status;
  if (status === "succeeded") return type;
  if (status === "pending") return "in the backlog";
  return isJobActive(status) ? (latestRun?.stage ?? status) : status;
}

function costText({ latestRun }: ThreadSummary): string {
  return latestRun?.costUsd == null ? "" : formatCost(latestRun.costUsd);
}
