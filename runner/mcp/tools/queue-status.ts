import * as z from "zod";
import { isoTime } from "../../../shared/iso-time.ts";
import { laneText } from "../../../shared/lane-text.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { fitting, oneLine, tidy } from "../bound.ts";
import { tool } from "../tool.ts";
import { jobBrief, jobText } from "./brief.ts";

/** Jobs at work and pauses that are told, so that those in the queue have room. */
const shown = 25;

export const queueStatus = tool({
  name: "queue_status",
  title: "Show the Spool queue",
  description:
    "Which jobs are at work, which wait, in which order and why, whether the queue is paused, and which vendor accounts refuse work until when.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({}),
  async run(runner) {
    const { waiting, active, pauses, lanes } = await runner.queue.get();
    const { used, limit } = lanes.global;
    const refused = lanes.accounts.slice(0, shown);
    const atWork = active.slice(0, shown);
    const paused = pauses.slice(0, shown);
    const rows = waiting.map(({ jobId, threadId, title, position, reason }) => ({
      data: tidy({ jobId, threadId, title, position, why: waitReasonText(reason) }, 300),
      line: `${position}. job ${jobId} of ${threadId}: ${oneLine(title, 80)} (${oneLine(waitReasonText(reason))})`,
    }));
    const { kept, leftOut } = fitting(rows, "first", 20_000);
    const note = leftOut === 0 ? "" : `${leftOut} more jobs wait.`;
    return {
      data: {
        slots: { used, limit },
        active: tidy(
          atWork.map((job) => ({ ...jobBrief(job), threadId: job.threadId })),
          100,
        ),
        waiting: kept.map(({ data }) => data),
        pauses: tidy(
          paused.map(({ at, ...pause }) => ({ ...pause, at: isoTime(at) })),
          100,
        ),
        closedAccounts: tidy(
          refused.map(({ account, state, closed, waiting: parked }) => ({
            account,
            state,
            kind: closed?.kind ?? null,
            until: isoTime(closed?.until ?? null),
            words: closed?.words ?? "",
            waiting: parked,
          })),
          200,
        ),
        ...(note !== "" && { note }),
      },
      text: [
        `${used} of ${limit} slots are taken, ${waiting.length} jobs wait`,
        ...paused.map(
          ({ projectId, reason }) =>
            `${projectId ?? "the whole queue"} is paused${reason ? `: ${oneLine(reason, 100)}` : ""}`,
        ),
        ...refused.map((lane) => `account ${oneLine(laneText(lane, Date.now()), 100)}: ${lane.waiting} jobs wait`),
        ...atWork.map((job) => `${jobText(job)}: ${oneLine(job.title, 80)}`),
        ...kept.map(({ line }) => line),
        note,
      ].join("\n"),
    };
  },
});
