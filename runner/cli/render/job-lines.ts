import type { QueueView, RunView } from "../../../shared/api/views.ts";
import type { Job } from "../../../shared/model/job.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { runLines } from "./run-lines.ts";
import { shortId } from "./short-id.ts";
import { jobLook } from "./status-symbol.ts";
import { formatRelative } from "../../../shared/units.ts";
import { waitText } from "./wait-text.ts";

/** A job with why it waits or stopped, and its runs. */
export function jobLines(
  { job, runs, waiting }: { job: Job; runs: readonly RunView[]; waiting: QueueView | null },
  indent: number,
  options: RenderOptions,
): string {
  const { symbol, word, tone } = jobLook(job.status);
  const agent = job.model === null ? job.agent : `${job.agent} ${job.model}`;
  const since = formatRelative(job.createdAt, options.now);
  const below = { indent: indent + 2, tone: "dim" as const };
  return [
    line(`${symbol} ${shortId(job.id)} ${job.type} ${word} · ${agent} · ${since}`, options, { indent, tone }),
    line(job.title, options, { indent: indent + 2 }),
    waiting === null
      ? ""
      : line(`waits: ${waitText(waiting.reason, options.now)} (${waiting.position} in line)`, options, below),
    job.reason === null ? "" : line(job.reason, options, { indent: indent + 2, tone }),
    ...runs.map((run) => runLines(run, indent + 2, options)),
    job.summary === null ? "" : line(`summary: ${job.summary}`, options, { indent: indent + 2 }),
  ].join("");
}
