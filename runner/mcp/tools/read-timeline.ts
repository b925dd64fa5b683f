import * as z from "zod";
import { listEventsInput } from "../../../shared/api/queries.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { isoTime } from "../../../shared/iso-time.ts";
import { compact, fitting, type Row } from "../bound.ts";
import { tool } from "../tool.ts";
import { reference, untrusted, wholeId } from "./fields.ts";

/** For the data of one event; its line holds the same once more, with each quote escaped. */
const eventBytes = 15_000;

const fields = listEventsInput.unwrap().shape;

export const readTimeline = tool({
  name: "read_timeline",
  title: "Read a Spool timeline",
  description:
    "What happened on a thread, oldest first: messages and tool calls of the agent, checks, questions, outcomes. " +
    "Neither `after` nor `before`: the newest. To see what is new later, give `lastSeq` as `after`.",
  least: "viewer",
  effect: "read",
  input: z.strictObject({
    threadId: reference("thread"),
    runId: reference("run").optional(),
    after: fields.after.describe("only events with a greater seq, the oldest of them first"),
    before: fields.before.describe("only events with a lesser seq, the newest of them"),
    limit: z.int().min(1).max(200).default(50),
    textLimit: z
      .int()
      .min(100)
      .max(10_000)
      .default(1_000)
      .describe("characters that each text is cut to; its beginning and its end are kept"),
  }),
  async run(runner, { textLimit, ...input }) {
    const { events, lastSeq } = await runner.events.list({
      ...input,
      threadId: await wholeId(runner, "thread", input.threadId),
      ...(input.runId !== undefined && { runId: await wholeId(runner, "run", input.runId) }),
    });
    const forward = input.after !== undefined;
    const rows = events.map((event) => eventRow(event, textLimit));
    const { kept, leftOut } = fitting(rows, forward ? "first" : "last");
    const full = events.length === input.limit || leftOut > 0;
    const next = full ? (forward ? { after: kept.at(-1)?.seq } : { before: kept[0]?.seq }) : null;
    const read = forward && full ? (kept.at(-1)?.seq ?? lastSeq) : lastSeq;
    const where = next && (forward ? `newer ones: after ${next.after}` : `older ones: before ${next.before}`);
    const note = `${untrusted} Texts are cut to ${textLimit} characters.${where ? ` There may be ${where}.` : ""}`;
    return {
      data: { note, events: kept.map(({ data }) => data), next, lastSeq: read },
      text: [note, ...kept.map(({ line }) => line), `lastSeq ${read}`].join("\n"),
    };
  },
});

function eventRow(event: TimelineEvent, textLimit: number): Row & { seq: number } {
  const { seq, at, type, jobId, runId } = event;
  const data = compact(event.data, textLimit, eventBytes);
  const time = isoTime(at);
  const about = runId ?? jobId ?? "";
  return {
    seq,
    data: { seq, at: time, type, ...(jobId !== undefined && { jobId }), ...(runId !== undefined && { runId }), data },
    // As JSON, in which no text can look like a line of its own.
    line: `#${seq} ${time} ${type} ${about} ${JSON.stringify(data)}`,
  };
}
