import type { ThreadSummary } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { plainMessage } from "../plain-message.ts";
import { waitsForPerson } from "../threads/state.ts";

/** One thing that a person must see to. */
export interface Need {
  /** The same for the same thing in every window and for all time; of one runner. */
  key: string;
  threadId: string;
  title: string;
  kind: Approval["kind"] | "blocked";
  /** What is asked, one line. */
  text: string;
  /** Set for a question: an answer names the revision that was read. */
  approval: { id: string; revision: string } | undefined;
  /** `text` is all there is to it, so that it can be answered where it is read. */
  whole: boolean;
}

/** What a thread needs, in the order it was asked. */
export function needsOf({ thread, latestJob, latestRun, pendingApprovals, waiting }: ThreadSummary): Need[] {
  if (thread.status === "archived") return [];
  const of = { threadId: thread.id, title: plainMessage(thread.title), whole: false };
  const asked = pendingApprovals.map(({ id, kind, title, revision }): Need => {
    return { ...of, key: id, kind, text: plainMessage(title), approval: { id, revision } };
  });
  if (asked.length > 0 || !latestJob) return asked;
  const blocked = { ...of, key: `${latestJob.id}.${latestRun?.id ?? "none"}.blocked`, approval: undefined };
  if (latestJob.status === "blocked") {
    return [{ ...blocked, kind: "blocked", text: plainMessage(latestJob.reason ?? "it is blocked") }];
  }
  if (!waiting || !waitsForPerson(waiting)) return asked;
  return [{ ...blocked, kind: "blocked", text: plainMessage(waitReasonText(waiting.reason)) }];
}
