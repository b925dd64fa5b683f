import type { ChangedFile, ChangesView } from "../../../shared/api/views.ts";
import { clean } from "../terminal/clean.ts";
import type { Paint, Tone } from "../terminal/style.ts";
import { renderTable } from "./table.ts";
import { formatChanges, plural } from "../../../shared/units.ts";

const letters: Record<ChangedFile["status"], string> = {
  added: "A",
  modified: "M",
  deleted: "D",
  renamed: "R",
  type_changed: "T",
};

export function renderChanges(changes: ChangesView, options: { columns: number | null; paint: Paint }): string {
  if (changes.files.length === 0) return "no changes\n";
  const count = (value: number | null, sign: string) => (value === null ? "" : `${sign}${value}`);
  const table = renderTable<ChangedFile>(
    changes.files,
    [
      { header: "", value: ({ status }) => letters[status] ?? "?" },
      {
        header: "FILE",
        value: ({ path, oldPath }) => (oldPath === null ? path : `${oldPath} → ${path}`),
        shrinkTo: 20,
        cutAt: "start",
      },
      { header: "+", value: (file) => count(file.additions, "+"), tone: () => "green", align: "right" },
      { header: "−", value: (file) => count(file.deletions, "−"), tone: () => "red", align: "right" },
    ],
    options,
  );
  return `${table}${plural(changes.files.length, "file")} ${formatChanges(changes)}\n`;
}

/** A unified diff for a terminal: harmless, and coloured by what each line is. */
export function renderPatch(patch: string, paint: Paint): string {
  return clean(patch)
    .split("\n")
    .map((text) => paint(toneOf(text), text))
    .join("\n");
}

function toneOf(text: string): Tone | undefined {
  if (text.startsWith("diff ") || text.startsWith("+++") || text.startsWith("---")) return "bold";
  if (text.startsWith("@@")) return "cyan";
  if (text.startsWith("+")) return "green";
  return text.startsWith("-") ? "red" : undefined;
}
