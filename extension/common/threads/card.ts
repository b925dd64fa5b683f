import type { ThreadSummary } from "../../../shared/api/views.ts";
import { needActionText } from "../../../shared/need.ts";
import { needOfThread } from "../../../shared/thread-need.ts";
import { clockTime, cost, count, lineCounts, plural } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { Activity } from "./activity.ts";
import { threadState } from "./state.ts";

/** The row's small card as Markdown. Everything in it that came from elsewhere is escaped: it can hold no link or image. */
export function threadCard(summary: ThreadSummary, now: number, activity?: Activity): string {
  const { thread, project, latestJob, latestRun, changes } = summary;
  const { text, time } = threadState(summary, now, activity);
  const tokens = latestRun && latestRun.tokens.input + latestRun.tokens.cachedInput + latestRun.tokens.output;
  const lines = [
    escaped([text, time].filter(Boolean).join(" · ")),
    escaped(needOfThread(summary)?.actions.map(needActionText).join(" · ") ?? ""),
    `${escaped(project)} · ${escaped(thread.branch)} ← ${escaped(thread.baseBranch)}`,
    facts([
      latestRun?.agent ?? latestJob?.agent,
      latestRun?.model ?? latestJob?.model,
      latestRun && `attempt ${latestRun.attempt}`,
    ]),
    facts([
      latestRun?.costUsd !== null && latestRun?.costUsd !== undefined && cost(latestRun.costUsd),
      tokens ? `${count(tokens)} tokens` : undefined,
      latestRun && latestRun.turns > 0 && plural(latestRun.turns, "turn"),
    ]),
    changes && changes.files > 0 ? escaped(`${plural(changes.files, "file")} ${lineCounts(changes)}`) : "",
    thread.labels.length > 0 ? escaped(thread.labels.join(", ")) : "",
    escaped(`changed ${clockTime(thread.updatedAt, now)}`),
  ];
  return `**${escaped(thread.title)}**\n\n${lines.filter(Boolean).join("  \n")}`;
}

function facts(parts: (string | false | null | undefined)[]): string {
  return escaped(parts.filter(Boolean).join(" · "));
}

/** Every sign of punctuation escaped: no Markdown, no HTML, no address that becomes a link by itself. */
export function escaped(text: string): string {
  return plainLine(text).replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}
