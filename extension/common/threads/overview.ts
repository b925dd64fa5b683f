import { clockTime, plural } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { SessionState } from "../session/session-state.ts";
import { filterText, isFiltering, type ThreadFilter } from "./filter.ts";

export interface RunnerCounts {
  name: string;
  state: SessionState;
  working: number;
  needed: number;
}

/** What stands beside the view's title; with several runners their rows say the rest. */
export function overviewText(runners: readonly RunnerCounts[]): string {
  const [only, ...others] = runners;
  if (!only) return "";
  const working = runners.reduce((sum, runner) => sum + runner.working, 0);
  const state = others.length === 0 ? stateWord(only.state) : "";
  return [others.length === 0 && plainLine(only.name, 40), state, working > 0 && `${working} working`]
    .filter(Boolean)
    .join(" · ");
}

function stateWord({ kind }: SessionState): string {
  return kind === "online" ? "" : kind;
}

/** What stands above the rows: which are left out, and which runners cannot be asked. Undefined when all is as usual. */
export function overviewMessage(
  runners: readonly RunnerCounts[],
  { filter, rows, now }: { filter: ThreadFilter; rows: number; now: number },
): string | undefined {
  const lost = runners.flatMap(({ name, state }) => {
    if (state.kind === "offline")
      return `${plainLine(name, 40)} is offline since ${clockTime(state.since, now)}: what you see is from then.`;
    return state.kind === "refused" ? `${plainLine(name, 40)}: ${plainLine(state.error.message)}.` : [];
  });
  const filtered = isFiltering(filter) ? [`Filter: ${filterText(filter)} – ${plural(rows, "thread")}.`] : [];
  return [...lost, ...filtered].join("\n") || undefined;
}
