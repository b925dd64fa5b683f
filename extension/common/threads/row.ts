import type { ThreadSummary } from "../../../shared/api/views.ts";
import { clockTime, lineCounts } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import { columnsOf, shortTitle } from "../short-title.ts";
import type { Activity } from "./activity.ts";
import { threadState, type Tone } from "./state.ts";

/** What is known of a thread beyond what the runner says. */
export interface RowContext {
  now: number;
  activity?: Activity | undefined;
  pinned?: boolean;
  unread?: boolean;
  /** Set when the runner is not there: when it was last heard of. */
  asOf?: number | undefined;
}

/** A row of the thread tree, in words and names of codicons. */
export interface ThreadRow {
  title: string;
  /** What of the title stands in a tree's row: VS Code cuts what stands behind it first. */
  label: string;
  /** What it needs, or what it does and since when. */
  description: string;
  icon: string;
  tone: Tone;
  /** Status in words, for those who cannot see the icon. */
  accessibleLabel: string;
}

/** What a row of a side bar of 300 pixels holds, in columns; and what of them is the title's, whatever else is to be said. */
const rowColumns = 44;
const leastColumns = 22;
/** A wider side bar shows longer titles, when what the row says is short. */
const mostColumns = 60;

export function threadRow(summary: ThreadSummary, context: RowContext): ThreadRow {
  const { thread, changes } = summary;
  const { now, activity, pinned = false, unread = false, asOf } = context;
  const { icon, tone, text, time } = threadState(summary, now, activity);
  // Offline a time that runs on would be a guess: said instead is how old the knowledge is.
  const when = asOf === undefined ? time : `as of ${clockTime(asOf, now)}`;
  const counts = changes && changes.files > 0 ? lineCounts(changes) : "";
  const said = [pinned && "pinned", text, when].filter(Boolean).join(" · ");
  const title = plainLine(thread.title) || thread.id;
  const spoken = [
    title,
    unread && "unread",
    pinned && "pinned",
    text,
    when,
    counts && `${changes?.additions} lines added, ${changes?.deletions} removed`,
  ];
  return {
    title,
    label: shortTitle(title, Math.min(mostColumns, Math.max(leastColumns, rowColumns - columnsOf(said)))),
    description: counts ? `${said}  ${counts}` : said,
    // VS Code lets "loading" turn in any case, and nobody knows whether anything still does.
    icon: asOf !== undefined && icon === "loading~spin" ? "circle-large-outline" : icon,
    tone: asOf === undefined ? tone : "quiet",
    accessibleLabel: spoken.filter(Boolean).join(", "),
  };
}
