import * as z from "zod";
import { listThreadsInput } from "../../../shared/api/queries.ts";
import type { ThreadSummary } from "../../../shared/api/views.ts";
import { isoTime } from "../../../shared/iso-time.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { fitting, oneLine, type Row, tidy } from "../bound.ts";
import { tool } from "../tool.ts";
import { approvalBrief, askedText, changesText, jobBrief, threadBrief } from "./brief.ts";

const fields = listThreadsInput.unwrap().shape;

export const listThreads = tool({
  name: "list_threads",
  title: "List Spool threads",
  description:
    "Threads, newest first: what each is, where its newest job stands, what it waits for and how much it changed. " +
    "Give `nextAfter` of an answer as `after` for the next page.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({
    project: fields.project.describe("only of this project, by its name"),
    status: fields.status.describe(
      "only in this state; archived ones are listed only so; waiting_input: a person is asked something",
    ),
    search: fields.search.describe("a part of the title, the branch or a label, or the beginning of the id"),
    limit: z.int().min(1).max(100).default(20),
    after: fields.after.describe("`nextAfter` of the page before"),
  }),
  async run(runner, input) {
    let page = await runner.threads.list(input);
    let { kept, leftOut } = fitting(page.threads.map(threadRow));
    while (leftOut > 0) {
      // Only the runner knows the cursor behind a row: asked for as many as fit, it says it.
      page = await runner.threads.list({ ...input, limit: kept.length });
      ({ kept, leftOut } = fitting(page.threads.map(threadRow)));
    }
    const { nextAfter } = page;
    const more = nextAfter === null ? [] : [`There are more: call again with after ${nextAfter}.`];
    return {
      data: { threads: kept.map(({ data }) => data), nextAfter },
      text: [`${kept.length} threads`, ...kept.map(({ line }) => line), ...more].join("\n"),
    };
  },
});

function threadRow(summary: ThreadSummary): Row {
  const { thread, project, latestJob, waiting, pendingApprovals, changes } = summary;
  // A page must hold what it says it holds: nobody needs a hundred questions of one thread in a list.
  const asked = pendingApprovals.slice(-3);
  const data = {
    ...threadBrief(thread),
    project,
    latestJob: latestJob && jobBrief(latestJob),
    waitsFor: waiting && waitReasonText(waiting.reason),
    pendingApprovals: asked.map(approvalBrief),
    changes,
    updatedAt: isoTime(thread.updatedAt),
  };
  const waits = waiting ? ` · ${oneLine(waitReasonText(waiting.reason))}` : "";
  const job = latestJob ? ` · ${latestJob.type} ${latestJob.status}` : "";
  const head = `${thread.id} ${thread.status} ${project}: ${oneLine(thread.title, 120)}`;
  return { data: tidy(data, 500), line: head + job + waits + askedText(asked) + changesText(changes) };
}
