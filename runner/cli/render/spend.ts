import type { SpendView } from "../../../shared/api/views.ts";
import type { SpendSum } from "../../../shared/model/spend.ts";
import { formatCost, formatCount, formatDuration, plural } from "../../../shared/units.ts";
import { line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { type Column, renderTable } from "./table.ts";

export function renderSpend({ by, from, to, timeZone, rows, total }: SpendView, options: RenderOptions): string {
  const span = `${from} to ${to} (${timeZone})`;
  if (rows.length === 0) return line(`nothing was used, ${span}`, options);
  const figures = (header: string, value: (sum: SpendSum) => string, optional?: number): Column<Row> => ({
    header,
    value,
    align: "right",
    ...(optional !== undefined && { optional }),
  });
  return (
    line(span, options, { tone: "dim" }) +
    renderTable<Row>(
      [...rows, { ...total, group: "all" }],
      [
        { header: by.toUpperCase(), value: ({ group }) => group || "(not told)", shrinkTo: 10, tone: () => "cyan" },
        figures("RUNS", ({ runs }) => String(runs)),
        figures("TURNS", ({ turns }) => String(turns)),
        figures("TIME", ({ workedMs }) => formatDuration(workedMs)),
        figures("INPUT", ({ tokens }) => formatCount(tokens.input), 2),
        figures("CACHED", ({ tokens }) => formatCount(tokens.cachedInput), 3),
        figures("OUTPUT", ({ tokens }) => formatCount(tokens.output), 1),
        { header: "COST", value: costText },
      ],
      options,
    )
  );
}

type Row = SpendSum & { group: string };

/** `$1.20, 1 unknown`: never zero for what is not known. */
function costText({ usd, unknownRuns, subscriptionRuns, runs }: SpendSum): string {
  const parts = [
    usd === null ? null : formatCost(usd),
    unknownRuns === 0 ? null : unknownRuns === runs && usd === null ? "unknown" : `${unknownRuns} unknown`,
    subscriptionRuns === 0 ? null : `${subscriptionRuns} subscription`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "–" : parts.join(", ");
}

/** In one line. */
export function spendText(sum: SpendSum): string {
  const { input, cachedInput, output } = sum.tokens;
  const tokens = `${formatCount(input + cachedInput + output)} tokens`;
  return [costText(sum), tokens, formatDuration(sum.workedMs), plural(sum.turns, "turn")].join(", ");
}
