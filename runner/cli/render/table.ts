import { cleanLine } from "../terminal/clean.ts";
import type { Paint, Tone } from "../terminal/style.ts";
import { fit, textWidth } from "../terminal/width.ts";

export interface Column<Row> {
  header: string;
  value: (row: Row) => string;
  tone?: (row: Row) => Tone | undefined;
  align?: "left" | "right";
  cutAt?: "start" | "end";
  /** Narrowest it may be cut to; a column without it is never cut. */
  shrinkTo?: number;
  /** The highest is left out first when the rest cannot fit; columns without it stay. */
  optional?: number;
}

const gap = "  ";

/**
 * Rows in columns, one line each, fitted into `columns` (null: nothing is cut). Widest columns give way first; then
 * optional ones go. Values are cleaned here.
 */
export function renderTable<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  options: { columns: number | null; paint: Paint },
): string {
  const cells = rows.map((row) => new Map(all.map((column) => [column, cleanLine(column.value(row))])));
  const natural = (column: Column<Row>) =>
    Math.max(textWidth(column.header), ...cells.map((cell) => textWidth(cell.get(column) ?? "")));
  const filled = all.filter((column) => cells.length === 0 || cells.some((cell) => cell.get(column) !== ""));
  const layout = fitColumns(
    filled.map((column) => ({ column, width: natural(column) })),
    options.columns,
  );
  const line = (cell: (column: Column<Row>) => string, tone: (column: Column<Row>) => Tone | undefined) =>
    layout
      .map(({ column, width }, index) => {
        const text = fit(cell(column), width, column);
        const last = index === layout.length - 1 && column.align !== "right";
        return options.paint(tone(column), last ? text.trimEnd() : text);
      })
      .join(gap)
      .trimEnd();
  return [
    line(
      (column) => column.header,
      () => "dim",
    ),
    ...rows.map((row, index) =>
      line(
        (column) => cells[index]?.get(column) ?? "",
        (column) => column.tone?.(row),
      ),
    ),
  ]
    .map((text) => `${text}\n`)
    .join("");
}

interface Sized<Row> {
  column: Column<Row>;
  width: number;
}

function fitColumns<Row>(sized: Sized<Row>[], columns: number | null): Sized<Row>[] {
  if (columns === null) return sized;
  let layout = sized;
  for (;;) {
    const total = layout.reduce((sum, { width }) => sum + width, 0) + gap.length * (layout.length - 1);
    const excess = total - columns;
    if (excess <= 0) return layout;
    const fitted = shrink(layout, excess);
    if (fitted) return fitted;
    const optional = layout
      .filter(({ column }) => column.optional !== undefined)
      .toSorted((a, b) => (b.column.optional ?? 0) - (a.column.optional ?? 0));
    const [victim] = optional;
    if (!victim) return shrink(layout, excess, true) ?? layout;
    layout = layout.filter((entry) => entry !== victim);
  }
}

/** Takes `excess` columns from the widest that may shrink, one at a time; null when there is not that much to take. */
function shrink<Row>(layout: readonly Sized<Row>[], excess: number, asFarAsPossible = false): Sized<Row>[] | null {
  const result = layout.map((entry) => ({ ...entry }));
  for (let left = excess; left > 0; left -= 1) {
    const widest = result
      .filter(({ column, width }) => column.shrinkTo !== undefined && width > column.shrinkTo)
      .toSorted((a, b) => b.width - a.width)[0];
    if (!widest) return asFarAsPossible ? result : null;
    widest.width -= 1;
  }
  return result;
}
