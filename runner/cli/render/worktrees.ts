import type { PruneView } from "../../../shared/api/views.ts";
import type { Worktree } from "../../../shared/model/worktree.ts";
import { labelled } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId, shortIds } from "./short-id.ts";
import { renderTable } from "./table.ts";
import { formatRelative, formatSize, plural } from "../../../shared/units.ts";

export function renderWorktrees(worktrees: readonly Worktree[], options: RenderOptions): string {
  if (worktrees.length === 0) return "no worktrees\n";
  const short = shortIds(worktrees.map(({ id }) => id));
  return renderTable<Worktree>(
    worktrees,
    [
      { header: "ID", value: ({ id }) => short(id), tone: () => "cyan" },
      { header: "STATE", value: stateText },
      { header: "THREAD", value: ({ threadId }) => (threadId === null ? "" : shortId(threadId)), optional: 2 },
      { header: "KEPT UNTIL", value: (worktree) => untilText(worktree, options.now) },
      { header: "SIZE", value: ({ sizeBytes }) => (sizeBytes === null ? "" : formatSize(sizeBytes)), align: "right" },
      { header: "BRANCH", value: ({ branch }) => branch ?? "", shrinkTo: 12, optional: 1 },
      { header: "PATH", value: ({ path }) => path, shrinkTo: 20, cutAt: "start" },
    ],
    options,
  );
}

export function renderWorktree(
  { worktree, title, runId }: { worktree: Worktree; title: string | null; runId: string | null },
  options: RenderOptions,
): string {
  return labelled(
    [
      ["worktree", worktree.id],
      ["state", stateText(worktree)],
      ["path", worktree.path],
      ["branch", worktree.branch],
      ["base", `${worktree.baseBranch}${worktree.baseCommit === null ? "" : `@${worktree.baseCommit.slice(0, 7)}`}`],
      ["thread", worktree.threadId === null ? null : `${worktree.threadId} ${title ?? ""}`],
      ["run", worktree.runId ?? runId],
      ["kept until", untilText(worktree, options.now)],
      ["size", worktree.sizeBytes === null ? null : formatSize(worktree.sizeBytes)],
      ["last used", formatRelative(worktree.lastActivityAt, options.now)],
    ],
    options,
  );
}

export function renderPrune(prune: PruneView, options: RenderOptions): string {
  const verb = prune.dryRun ? "Would remove" : "Removed";
  const known = prune.removed.map(({ sizeBytes }) => sizeBytes ?? 0).reduce((sum, size) => sum + size, 0);
  const size = known > 0 ? ` (${formatSize(known)})` : "";
  const head = `${verb} ${plural(prune.removed.length, "worktree")}${size}; ${prune.kept} stay\n`;
  return prune.removed.length === 0 ? head : head + renderWorktrees(prune.removed, options);
}

function stateText({ state, pinned }: Worktree): string {
  return pinned ? `${state}, pinned` : state;
}

function untilText({ pinned, state, retainedUntil, retentionReason }: Worktree, now: number): string {
  if (pinned) return "unpinned";
  if (state !== "retained" || retainedUntil === null) return "";
  const why = retentionReason === "failure" ? " (failed)" : "";
  return retainedUntil <= now ? `may go${why}` : `${formatRelative(retainedUntil, now)}${why}`;
}
