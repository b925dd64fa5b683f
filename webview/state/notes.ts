import type { EventType, TimelineEvent } from "../../shared/events/catalogue.ts";
import { amendedText, deviationText } from "../../shared/contract-words.ts";
import { budgetEventText } from "../../shared/budget-words.ts";
import { laneOpenedText } from "../../shared/lane-text.ts";
import { limitWords } from "../../shared/limit-words.ts";
import { describeFinding, preflightSummary } from "../../shared/preflight-words.ts";
import { formatClock, formatDuration, formatUntil, plural } from "../../shared/units.ts";
import type { IconName } from "../ui/icon-names.ts";
import type { NoteTone, RowOf } from "./rows.ts";

/** Types of events that are said in one line. */
const noteTypes = [
  "runner.started",
  "runner.stopped",
  "queue.paused",
  "queue.resumed",
  "thread.archived",
  "thread.unarchived",
  "thread.external_event",
  "job.cancel_requested",
  "job.agent_switched",
  "lane.closed",
  "lane.opened",
  "job.escalated",
  "run.recovered",
  "worktree.ready",
  "worktree.pinned",
  "agent.started",
  "agent.denied",
  "agent.limit",
  "agent.retrying",
  "agent.stalled",
  "processes.ended",
  "contract.deviation",
  "contract.amended",
  "preflight.done",
  "budget.warning",
  "budget.used_up",
  "budget.extended",
  "outbox.done",
  "outbox.failed",
  "outbox.withdrawn",
  "warning",
] as const satisfies EventType[];

type NoteEvent = Extract<TimelineEvent, { type: (typeof noteTypes)[number] }>;

type Note = Pick<RowOf<"note">, "icon" | "tone" | "text" | "body">;

const known: ReadonlySet<string> = new Set(noteTypes);

export function isNoteEvent(event: TimelineEvent): event is NoteEvent {
  return known.has(event.type);
}

/** The event in one line; undefined when there is nothing to say. */
export function noteOf(event: NoteEvent): Note | undefined {
  switch (event.type) {
    case "runner.started":
      return say("server", "quiet", `runner started, version ${event.data.version}`);
    case "runner.stopped":
      return say("server", "quiet", "runner stopped");
    case "queue.paused": {
      const { by, reason } = event.data;
      return say("debug-pause", "warning", `queue paused by ${by}${reason === null ? "" : `: ${reason}`}`);
    }
    case "queue.resumed":
      return say("debug-continue", "quiet", `queue resumed by ${event.data.by}`);
    case "thread.archived":
      return say("archive", "quiet", `archived by ${event.data.by}`);
    case "thread.unarchived":
      return say("history", "quiet", `taken out of the archive by ${event.data.by}`);
    case "thread.external_event":
      return say("radio-tower", "quiet", `${event.data.eventType} from ${event.data.sourceKind}`);
    case "job.cancel_requested":
      return say("debug-stop", "warning", `${event.data.by} asks to cancel`);
    case "job.agent_switched": {
      const { by, from, to, model } = event.data;
      return say("arrow-swap", "quiet", `${by} switched from ${from} to ${to}${model === null ? "" : ` ${model}`}`);
    }
    case "lane.closed": {
      const { account, kind, until, words } = event.data;
      const end = until === null ? "until you open it" : `until ${formatUntil(until, event.at)}`;
      return say("lock", "warning", `account ${account} closed ${end} (${limitWords(kind)}): ${words}`);
    }
    case "lane.opened":
      return say("unlock", "good", `account ${laneOpenedText(event.data)}`);
    case "job.escalated": {
      const { from, to } = event.data;
      const choice = ({ agent, model }: typeof from) => (model === null ? agent : `${agent} ${model}`);
      return say("arrow-swap", "warning", `${choice(to)} takes over from ${choice(from)}`);
    }
    case "run.recovered": {
      const { stage, how } = event.data;
      return say(
        "refresh",
        "warning",
        `picked up again${stage === null ? "" : ` in ${stage}`} after a restart: ${how}`,
      );
    }
    case "worktree.ready": {
      const { warm, baseCommit, continuedFrom, durationMs } = event.data;
      const at = continuedFrom === null ? `at ${baseCommit.slice(0, 7)}` : `goes on at ${continuedFrom.slice(0, 7)}`;
      return say(
        "repo",
        "quiet",
        `worktree ${warm ? "from the pool" : "made"} in ${formatDuration(durationMs)}, ${at}`,
      );
    }
    case "worktree.pinned":
      return say("pin", "quiet", `worktree ${event.data.pinned ? "pinned" : "unpinned"} by ${event.data.by}`);
    case "agent.started": {
      const { sandbox, resumed } = event.data;
      const verb = resumed ? "goes on" : "starts";
      return sandbox === "none"
        ? say("unlock", "warning", `agent ${verb}, not sandboxed`)
        : say("lock", "quiet", `agent ${verb}, sandboxed`);
    }
    case "agent.denied":
      // The question says it, with who and when.
      if (event.data.approvalId !== undefined) return undefined;
      return say("circle-slash", "warning", `denied: ${event.data.title} (${event.data.reason})`);
    case "agent.limit": {
      const { kind, resetAt, text } = event.data;
      const until = resetAt === null ? "" : ` until ${formatClock(resetAt)}`;
      return say("dashboard", "warning", `limit (${kind.replaceAll("_", " ")})${until}: ${text}`);
    }
    case "agent.retrying": {
      const { attempt, httpStatus, delayMs } = event.data;
      const why = httpStatus === null ? "" : ` after HTTP ${httpStatus}`;
      const when = delayMs === null ? "" : ` in ${formatDuration(delayMs)}`;
      return say("sync", "warning", `the agent asks its vendor again${why}, try ${attempt}${when}`);
    }
    case "agent.stalled":
      return say("watch", "warning", event.data.text ?? `nothing heard for ${formatDuration(event.data.silentMs)}`);
    case "processes.ended": {
      const { what, survivors } = event.data;
      if (survivors.length === 0) return undefined;
      return say("bug", "bad", `${what}: ${plural(survivors.length, "process", "processes")} could not be ended`);
    }
    case "contract.deviation":
      return {
        icon: "warning",
        tone: "warning",
        text: deviationText(event.data),
        body: pathLines(event.data.files.map(({ path }) => path)),
      };
    case "contract.amended":
      return { icon: "check", tone: "good", text: amendedText(event.data), body: pathLines(event.data.paths) };
    case "preflight.done": {
      const { ok, unable, findings, found } = event.data;
      if (unable !== null) return say("shield", "bad", `not published: it could not be checked: ${unable}`);
      if (ok) return say("shield", "quiet", preflightSummary(event.data));
      const body = findings.map((finding) => describeFinding(finding)).join("\n");
      return { icon: "shield", tone: "bad", text: `not published: ${plural(found, "finding")}`, body };
    }
    case "outbox.done":
      return say("cloud-upload", "good", `${event.data.kind.replaceAll("_", " ")}: ${event.data.detail}`);
    case "outbox.withdrawn":
      return say("circle-slash", "quiet", "the push was withdrawn before it had begun");
    case "outbox.failed": {
      const { kind, error, retryAt } = event.data;
      const again = retryAt === null ? "" : `; again at ${formatClock(retryAt)}`;
      return say("error", "bad", `${kind.replaceAll("_", " ")}: ${error}${again}`);
    }
    case "budget.warning":
      return say("warning", "warning", budgetEventText(event));
    case "budget.used_up":
      return say("debug-stop", "warning", budgetEventText(event));
    case "budget.extended":
      return say("add", "good", budgetEventText(event));
    case "warning": {
      const [head = "", ...rest] = event.data.text.trim().split("\n");
      return { icon: "warning", tone: "warning", text: head, body: rest.length > 0 ? rest.join("\n") : null };
    }
  }
}

function say(icon: IconName, tone: NoteTone, text: string): Note {
  return { icon, tone, text, body: null };
}

/** One is in the text. */
function pathLines(paths: readonly string[]): string | null {
  return paths.length > 1 ? paths.join("\n") : null;
}
