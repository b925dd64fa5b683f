import { connectionWords } from "../connection/words.ts";
import { clockTime } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { SessionState } from "../session/session-state.ts";
import { type Limit, limitLines, limitText } from "./limits.ts";

export interface RunnerStatus {
  name: string;
  state: SessionState;
  /** Threads at work. */
  working: number;
  /** Threads that need the person. */
  needed: number;
  /** What threads wait for that is over by itself. */
  limits: readonly Limit[];
}

export interface StatusText {
  /** With the name of an icon, as VS Code writes it. */
  text: string;
  /** The same in words. */
  label: string;
  /** One line for each runner. */
  lines: { name: string; text: string }[];
  /** Something needs the person: the only thing that is worth a colour. */
  attention: boolean;
}

/** The item of the status bar; undefined when no runner is configured. */
export function statusText(runners: readonly RunnerStatus[], now: number): StatusText | undefined {
  if (runners.length === 0) return undefined;
  const lines = runners.map((runner) => ({ name: plainLine(runner.name, 60), text: lineOf(runner, now) }));
  const online = runners.filter(({ state }) => state.kind === "online");
  const words = online.length > 0 ? counts(online, runners.length, now) : without(runners, now);
  const icon = words === connecting ? "sync~spin" : "spool-spool";
  const attention = online.some(({ needed }) => needed > 0);
  return { text: `$(${icon}) ${words}`, label: `Spool: ${words}`, lines, attention };
}

function counts(online: readonly RunnerStatus[], all: number, now: number): string {
  const working = online.reduce((sum, runner) => sum + runner.working, 0);
  const needed = online.reduce((sum, runner) => sum + runner.needed, 0);
  const away = all - online.length;
  const limit = limitText(
    online.flatMap(({ limits }) => limits),
    now,
  );
  const parts = [
    String(working),
    ...(needed > 0 ? [`${needed} ${needed === 1 ? "needs" : "need"} you`] : []),
    ...(limit === undefined ? [] : [limit]),
    ...(away > 0 ? [`${away} not connected`] : []),
  ];
  return parts.join(" · ");
}

const connecting = "connecting";

/** What is said when none is online: of the one that will most likely be next. */
function without(runners: readonly RunnerStatus[], now: number): string {
  if (runners.some(({ state }) => state.kind === "connecting")) return connecting;
  const since = runners.flatMap(({ state }) => (state.kind === "offline" ? [state.since] : []));
  return since.length > 0 ? `offline since ${clockTime(Math.max(...since), now)}` : "refused";
}

function lineOf({ state, working, needed, limits }: RunnerStatus, now: number): string {
  const hint = state.kind === "offline" && state.hint !== undefined ? ` – ${state.hint}` : "";
  const words = plainLine(`${connectionWords(state, now)}${hint}`);
  if (state.kind !== "online") return words;
  return [
    words,
    `${working} working`,
    ...(needed > 0 ? [`${needed} ${needed === 1 ? "needs" : "need"} you`] : []),
    ...limitLines(limits, now),
  ].join(" · ");
}
