import type { ApprovalStatus } from "../../../shared/model/approval.ts";
import type { JobStatus } from "../../../shared/model/job.ts";
import type { RunStatus, StageOutcome } from "../../../shared/model/run.ts";
import type { ThreadStatus } from "../../../shared/model/thread.ts";
import type { Tone } from "../terminal/style.ts";

/** A status as a symbol, words and a tone: never by colour alone. */
export interface StatusLook {
  symbol: string;
  word: string;
  tone: Tone | undefined;
}

export function threadLook(status: ThreadStatus): StatusLook {
  switch (status) {
    case "open":
      return { symbol: "○", word: "open", tone: undefined };
    case "active":
      return { symbol: "◐", word: "active", tone: "cyan" };
    case "waiting_input":
      return { symbol: "◆", word: "needs you", tone: "yellow" };
    case "blocked":
      return { symbol: "✗", word: "blocked", tone: "red" };
    case "idle":
      return { symbol: "✓", word: "idle", tone: "green" };
    case "archived":
      return { symbol: "■", word: "archived", tone: "dim" };
    default:
      return unknownLook(status);
  }
}

export function jobLook(status: JobStatus): StatusLook {
  switch (status) {
    case "pending":
      return { symbol: "○", word: "backlog", tone: "dim" };
    case "queued":
      return { symbol: "◷", word: "queued", tone: undefined };
    case "retry_queued":
      return { symbol: "◷", word: "retry queued", tone: "yellow" };
    case "preparing":
      return { symbol: "◐", word: "preparing", tone: "cyan" };
    case "running":
      return { symbol: "◐", word: "running", tone: "cyan" };
    case "verifying":
      return { symbol: "◐", word: "verifying", tone: "cyan" };
    case "waiting_approval":
      return { symbol: "◆", word: "needs you", tone: "yellow" };
    case "succeeded":
      return { symbol: "✓", word: "succeeded", tone: "green" };
    case "failed":
      return { symbol: "✗", word: "failed", tone: "red" };
    case "blocked":
      return { symbol: "◆", word: "blocked", tone: "red" };
    case "cancelled":
      return { symbol: "■", word: "cancelled", tone: "dim" };
    default:
      return unknownLook(status);
  }
}

export function runLook(status: RunStatus): StatusLook {
  switch (status) {
    case "created":
      return { symbol: "◷", word: "created", tone: undefined };
    case "running":
      return { symbol: "◐", word: "running", tone: "cyan" };
    case "succeeded":
      return { symbol: "✓", word: "succeeded", tone: "green" };
    case "failed":
      return { symbol: "✗", word: "failed", tone: "red" };
    case "timed_out":
      return { symbol: "✗", word: "timed out", tone: "red" };
    case "cancelled":
      return { symbol: "■", word: "cancelled", tone: "dim" };
    case "lost":
      return { symbol: "✗", word: "lost", tone: "yellow" };
    default:
      return unknownLook(status);
  }
}

export function stageLook(outcome: StageOutcome | null): StatusLook {
  switch (outcome) {
    case null:
      return { symbol: "◐", word: "running", tone: "cyan" };
    case "ok":
      return { symbol: "✓", word: "ok", tone: "green" };
    case "failed":
      return { symbol: "✗", word: "failed", tone: "red" };
    case "skipped":
      return { symbol: "·", word: "skipped", tone: "dim" };
    case "cancelled":
      return { symbol: "■", word: "cancelled", tone: "dim" };
    case "timed_out":
      return { symbol: "✗", word: "timed out", tone: "red" };
    case "lost":
      return { symbol: "✗", word: "lost", tone: "yellow" };
    default:
      return unknownLook(outcome);
  }
}

export function approvalLook(status: ApprovalStatus): StatusLook {
  if (status === "pending") return { symbol: "◆", word: "asks", tone: "yellow" };
  if (status === "approved") return { symbol: "✓", word: "approved", tone: "green" };
  return { symbol: "✗", word: status.replaceAll("_", " "), tone: status === "rejected" ? "red" : "dim" };
}

/** A newer runner may know statuses that this client does not. */
function unknownLook(status: never): StatusLook {
  return { symbol: "·", word: String(status).replaceAll("_", " "), tone: undefined };
}
