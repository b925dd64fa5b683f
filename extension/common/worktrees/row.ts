import type { Worktree, WorktreeState } from "../../../shared/model/worktree.ts";
import { clockTime, size } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { DetailRow } from "../threads/detail-rows.ts";
import type { Tone } from "../threads/state.ts";

const states: Readonly<Record<WorktreeState, { word: string; icon: string; tone: Tone }>> = {
  provisioning: { word: "being made", icon: "loading~spin", tone: "working" },
  ready: { word: "spare", icon: "circle-outline", tone: "quiet" },
  active: { word: "in use", icon: "folder-active", tone: "working" },
  retained: { word: "kept", icon: "folder", tone: "quiet" },
  deleting: { word: "being deleted", icon: "trash", tone: "quiet" },
  deleted: { word: "deleted", icon: "trash", tone: "quiet" },
  orphaned: { word: "orphaned", icon: "warning", tone: "attention" },
};

/** A row of the worktrees view. `title` is that of its thread, when there is one. */
export function worktreeRow(
  worktree: Worktree,
  { project, title, now }: { project: string; title: string | undefined; now: number },
): DetailRow & { words: string } {
  const { state, sizeBytes, pinned, retainedUntil, threadId } = worktree;
  const known: (typeof states)[WorktreeState] | undefined = states[state];
  const look = known ?? { word: plainLine(state, 40), icon: "circle-outline", tone: "quiet" };
  const label = title === undefined ? `${plainLine(project, 60)} (${look.word})` : plainLine(title);
  const until = pinned
    ? "kept until you say otherwise"
    : retainedUntil !== null && `until ${clockTime(retainedUntil, now)}`;
  const said = [
    title !== undefined && look.word,
    until,
    sizeBytes !== null && size(sizeBytes),
    title !== undefined && plainLine(project, 60),
  ];
  const description = said.filter(Boolean).join(" · ");
  return {
    label,
    description,
    icon: pinned ? "pinned" : look.icon,
    tone: look.tone,
    accessibleLabel: `Worktree, ${label}, ${description}`,
    words: ["worktree", pinned ? "pinned" : "loose", threadId !== null && "thread"].filter(Boolean).join(" "),
  };
}
