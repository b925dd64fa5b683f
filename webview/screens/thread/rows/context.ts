import type { ApprovalAnswer } from "../../../../shared/approval-answers.ts";
import type { Approval } from "../../../../shared/model/approval.ts";
import type { ThreadPanelContract } from "../../../../shared/panels/thread.ts";

type Requests = ThreadPanelContract["requests"];

/** What rows need of the screen they are on. */
export interface RowContext {
  /** Why nothing can be done now. */
  disabled: string | null;
  agentOf(runId: string | undefined): string;
  /** `you` for the person at this screen. */
  nameOf(caller: string): string;
  isOpen(key: string, byItself: boolean): boolean;
  /** `row` is the row that contains what is opened. */
  setOpen(row: string, key: string, open: boolean): void;
  /** Keeps the row where it is while a pointer is on it: what is pressed must be what was read. */
  keepStill(row: string, still: boolean): void;
  approval(approvalId: string): Approval | undefined;
  /** The comment that is being written on a question; undefined while its field is not open. */
  comment(approvalId: string): string | undefined;
  setComment(approvalId: string, text: string | undefined): void;
  /** An answer is on its way. */
  isDeciding(approvalId: string): boolean;
  decide(approval: Approval, answer: Pick<ApprovalAnswer, "decision" | "choice">): void;
  /** Asks the host; what it refuses is shown on the screen. */
  ask<Name extends keyof Requests>(name: Name, input: Requests[Name]["input"]): void;
}
