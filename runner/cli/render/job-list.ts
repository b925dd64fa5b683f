import type { JobSummary } from "../../../shared/api/views.ts";
import { look } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId, shortIds } from "./short-id.ts";
import { jobLook } from "./status-symbol.ts";
import { renderTable } from "./table.ts";
import { formatAge } from "../../../shared/units.ts";

export function renderJobList(
  page: { jobs: readonly JobSummary[]; nextAfter: string | null },
  options: RenderOptions,
): string {
  const { jobs, nextAfter } = page;
  if (jobs.length === 0) return "no jobs\n";
  const job = shortIds(jobs.map(({ id }) => id));
  const thread = shortIds(jobs.map(({ threadId }) => threadId));
  const table = renderTable<JobSummary>(
    jobs,
    [
      { header: "ID", value: ({ id }) => job(id), tone: () => "cyan" },
      { header: "THREAD", value: ({ threadId }) => thread(threadId), optional: 1 },
      { header: "STATUS", value: ({ status }) => look(jobLook(status)), tone: ({ status }) => jobLook(status).tone },
      { header: "TYPE", value: ({ type }) => type, shrinkTo: 8 },
      { header: "TITLE", value: ({ title }) => title, shrinkTo: 24 },
      { header: "REASON", value: ({ reason }) => reason ?? "", shrinkTo: 10, optional: 3 },
      { header: "AGENT", value: ({ agent }) => agent, shrinkTo: 6, optional: 2 },
      { header: "AGE", value: ({ updatedAt }) => formatAge(updatedAt, options.now), align: "right" },
    ],
    options,
  );
  return nextAfter === null ? table : `${table}more: spool job list --after ${shortId(nextAfter)}\n`;
}
