import * as z from "zod";
import { SpoolError } from "../../../shared/errors.ts";
import { removeHidden } from "../../../shared/hidden-text.ts";
import { id } from "../../../shared/model/common.ts";
import { eventText } from "../../common/panels/event-text.ts";
import { planMarkdown } from "../../common/plan/plan-markdown.ts";
import { planRecord } from "../../common/plan/plan-record.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { Runners } from "../connection/runners.ts";

/** More than this of a log is not put into one document: the end of it is, which says how it went. */
const mostBytes = 20 * 1024 * 1024;
const sliceBytes = 1024 * 1024;

const runnerText = z.intersection(
  z.object({ runnerId: z.string().max(300) }),
  z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("event"), threadId: id, seq: z.int().nonnegative() }),
    z.object({ kind: z.literal("log"), runId: id, name: z.string().max(200) }),
    z.object({ kind: z.literal("plan"), approvalId: id }),
  ]),
);

/** What the runner has for an address that was made into a document; `given` is from a URI, which anybody can make. */
export async function readRunnerText(runners: Runners, given: unknown): Promise<string> {
  const text = runnerText.parse(given);
  if (!runners.session(text.runnerId)) await runners.sync();
  const session = runners.session(text.runnerId);
  if (!session) throw new SpoolError("not_available", `no runner at ${text.runnerId} is connected`);
  switch (text.kind) {
    case "event":
      return eventContent(session, text.threadId, text.seq);
    case "log":
      return removeHidden(await logContent(session, text.runId, text.name));
    case "plan": {
      const { approval } = await session.api.approvals.get.query({ approvalId: text.approvalId });
      return planMarkdown(planRecord(approval));
    }
  }
}

async function eventContent(session: RunnerSession, threadId: string, seq: number): Promise<string> {
  const { events } = await session.api.events.list.query({ threadId, after: Math.max(0, seq - 1), limit: 1 });
  const [event] = events;
  const found = event?.seq === seq ? eventText(event) : undefined;
  if (found === undefined) throw new SpoolError("not_found", "this event has no text");
  return removeHidden(found);
}

async function logContent(session: RunnerSession, runId: string, name: string): Promise<string> {
  const first = await session.api.runs.readLog.query({ runId, name, limit: sliceBytes });
  const from = Math.max(0, first.size - mostBytes);
  const parts = from > 0 ? [`… ${from} bytes left out …\n`] : [first.text];
  let offset = from > 0 ? from : first.nextOffset;
  while (offset < first.size) {
    const slice = await session.api.runs.readLog.query({ runId, name, offset, limit: sliceBytes });
    parts.push(slice.text);
    if (slice.nextOffset <= offset) break;
    offset = slice.nextOffset;
  }
  return parts.join("");
}
