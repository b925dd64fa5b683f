import type { ThreadSummary } from "../../../shared/api/views.ts";
import { plainLine } from "../plain-line.ts";
import { groupTitles, type ThreadGroup, threadGroup } from "./groups.ts";

/** What the tree is narrowed to; all that is set must fit. */
export interface ThreadFilter {
  /** As the runner searches: part of title, branch or label, or the beginning of the id, in any case. */
  text?: string;
  project?: string;
  group?: ThreadGroup;
}

export function isFiltering({ text, project, group }: ThreadFilter): boolean {
  return text !== undefined || project !== undefined || group !== undefined;
}

export function fitsFilter(summary: ThreadSummary, filter: ThreadFilter, dayStart: number): boolean {
  const { text, project, group } = filter;
  const own = threadGroup(summary, dayStart);
  if (group === undefined ? own === "archived" : own !== group) return false;
  if (project !== undefined && summary.project !== project) return false;
  return text === undefined || fitsText(summary, text.toLowerCase());
}

function fitsText({ thread }: ThreadSummary, text: string): boolean {
  const { title, branch, labels, id } = thread;
  return [title, branch, ...labels].some((part) => part.toLowerCase().includes(text)) || id.startsWith(text);
}

/** `“cache” in repo-a, failed`; for the line above the tree. */
export function filterText({ text, project, group }: ThreadFilter): string {
  const where = project === undefined ? "" : `in ${plainLine(project, 60)}`;
  const state = group === undefined ? "" : groupTitles[group].toLowerCase();
  const [what, ...more] = [text === undefined ? "" : `“${plainLine(text, 60)}”`, where].filter(Boolean);
  return [[what, ...more].filter(Boolean).join(" "), state].filter(Boolean).join(", ");
}
