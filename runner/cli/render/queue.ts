import type { QueueSnapshot, QueueView } from "../../../shared/api/views.ts";
import type { Pause } from "../../../shared/model/records.ts";
import { laneLines } from "./lanes.ts";
import { line } from "./lines.ts";
import { waitingNeedLines } from "./need-lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";
import { jobLook } from "./status-symbol.ts";
import { renderTable } from "./table.ts";
import { formatRelative } from "../../../shared/units.ts";
import { waitText } from "./wait-text.ts";

export function renderQueue(queue: QueueSnapshot, options: RenderOptions): string {
  const { used, limit } = queue.lanes.global;
  const active = queue.active.map((job) => {
    const { symbol, word, tone } = jobLook(job.status);
    return line(`${symbol} ${shortId(job.id)} ${word}: ${job.title}`, options, { indent: 2, tone });
  });
  return [
    pauseLines(queue.pauses, options),
    laneLines(queue.lanes.accounts, options),
    line(`at work: ${used} of ${limit}`, options),
    ...active,
    queue.waiting.length === 0 ? "nothing waits\n" : `waiting: ${queue.waiting.length}\n`,
    queue.waiting.length === 0 ? "" : waitingTable(queue.waiting, options) + waitingNeedLines(queue.waiting, options),
  ].join("");
}

export function waitingTable(waiting: readonly QueueView[], options: RenderOptions): string {
  return renderTable<QueueView>(
    waiting,
    [
      { header: "#", value: ({ position }) => String(position), align: "right" },
      { header: "JOB", value: ({ jobId }) => shortId(jobId), tone: () => "cyan" },
      { header: "THREAD", value: ({ threadId }) => shortId(threadId), optional: 1 },
      { header: "TITLE", value: ({ title }) => title, shrinkTo: 16 },
      { header: "WAITS BECAUSE", value: ({ reason }) => waitText(reason, options.now), shrinkTo: 16 },
    ],
    options,
  );
}

export function pauseLines(pauses: readonly Pause[], options: RenderOptions): string {
  return pauses
    .map(({ projectId, by, reason, at }) => {
      const what = projectId === null ? "the queue" : projectId.replace(/^prj_/, "");
      const why = reason === null ? "" : `: ${reason}`;
      return line(`◆ ${what} is paused by ${by} since ${formatRelative(at, options.now)}${why}`, options, {
        tone: "yellow",
      });
    })
    .join("");
}
