import type { ApprovalStatus } from "../../../../shared/model/approval.ts";
import type { JobStatus } from "../../../../shared/model/job.ts";
import type { RunStatus, StageOutcome } from "../../../../shared/model/run.ts";
import type { ToolKind } from "../../../../shared/model/tool-kind.ts";
import type { NoteTone } from "../../../state/rows.ts";
import type { IconName } from "../../../ui/icon-names.ts";

/** A state as an icon and words: never by colour alone. */
export interface Look {
  icon: IconName;
  word: string;
  tone: NoteTone;
  spins?: boolean;
}

export function jobLook(status: JobStatus): Look {
  switch (status) {
    case "pending":
      return { icon: "circle-outline", word: "in the backlog", tone: "quiet" };
    case "queued":
      return { icon: "watch", word: "in the queue", tone: "quiet" };
    case "retry_queued":
      return { icon: "watch", word: "waits to try again", tone: "warning" };
    case "preparing":
      return { icon: "loading", word: "preparing", tone: "quiet", spins: true };
    case "running":
      return { icon: "loading", word: "working", tone: "quiet", spins: true };
    case "verifying":
      return { icon: "loading", word: "verifying", tone: "quiet", spins: true };
    case "waiting_approval":
      return { icon: "question", word: "needs you", tone: "warning" };
    case "succeeded":
      return { icon: "pass", word: "succeeded", tone: "good" };
    case "failed":
      return { icon: "error", word: "failed", tone: "bad" };
    case "blocked":
      return { icon: "warning", word: "blocked", tone: "bad" };
    case "cancelled":
      return { icon: "circle-slash", word: "cancelled", tone: "quiet" };
    default:
      return unknownLook(status);
  }
}

export function runLook(status: RunStatus): Look {
  switch (status) {
    case "created":
    case "running":
      return { icon: "loading", word: "running", tone: "quiet", spins: true };
    case "succeeded":
      return { icon: "pass", word: "succeeded", tone: "good" };
    case "failed":
      return { icon: "error", word: "failed", tone: "bad" };
    case "timed_out":
      return { icon: "error", word: "timed out", tone: "bad" };
    case "lost":
      return { icon: "warning", word: "lost", tone: "warning" };
    case "cancelled":
      return { icon: "circle-slash", word: "cancelled", tone: "quiet" };
    default:
      return unknownLook(status);
  }
}

export function stageLook(outcome: StageOutcome | null): Look {
  switch (outcome) {
    case null:
      return { icon: "loading", word: "going on", tone: "quiet", spins: true };
    case "ok":
      return { icon: "check", word: "ok", tone: "good" };
    case "failed":
      return { icon: "error", word: "failed", tone: "bad" };
    case "timed_out":
      return { icon: "error", word: "timed out", tone: "bad" };
    case "lost":
      return { icon: "warning", word: "lost", tone: "warning" };
    case "skipped":
      return { icon: "circle-outline", word: "skipped", tone: "quiet" };
    case "cancelled":
      return { icon: "circle-slash", word: "cancelled", tone: "quiet" };
    default:
      return unknownLook(outcome);
  }
}

/** Yes and no, in words that the kind of the question calls for. */
const decided: Partial<Record<string, readonly [yes: string, no: string]>> = {
  permission: ["allowed", "denied"],
  side_effect: ["allowed", "denied"],
  contract: ["granted", "refused"],
  budget: ["extended", "stopped"],
  liveness: ["left at work", "stopped"],
};

/** `about`: the kind of the question. */
export function decisionLook(status: ApprovalStatus, about: string): Look {
  switch (status) {
    case "pending":
      return { icon: "question", word: "asks", tone: "warning" };
    case "approved":
      return { icon: "pass", word: decided[about]?.[0] ?? "approved", tone: "good" };
    case "rejected":
      return { icon: "circle-slash", word: decided[about]?.[1] ?? "rejected", tone: "bad" };
    case "changes_requested":
      return { icon: "edit", word: "changes requested", tone: "warning" };
    case "expired":
      return { icon: "watch", word: "expired", tone: "quiet" };
    case "cancelled":
      return { icon: "circle-slash", word: "withdrawn", tone: "quiet" };
    default:
      return unknownLook(status);
  }
}

/** A newer runner may have states that this version has no picture of. */
function unknownLook(status: never): Look {
  return { icon: "circle-outline", word: String(status).replaceAll("_", " "), tone: "quiet" };
}

const tools: Record<ToolKind, { icon: IconName; verb: string }> = {
  read: { icon: "eye", verb: "read" },
  edit: { icon: "edit", verb: "edit" },
  delete: { icon: "trash", verb: "delete" },
  move: { icon: "arrow-swap", verb: "move" },
  search: { icon: "search", verb: "search" },
  execute: { icon: "terminal", verb: "run" },
  fetch: { icon: "globe", verb: "fetch" },
  think: { icon: "lightbulb", verb: "think" },
  delegate: { icon: "organization", verb: "delegate" },
  other: { icon: "tools", verb: "tool" },
};

export function toolLook(tool: ToolKind): { icon: IconName; verb: string } {
  return Object.hasOwn(tools, tool) ? tools[tool] : tools.other;
}
