import { html, nothing, type TemplateResult } from "lit";
import { formatSize, plural } from "../../../../shared/units.ts";
import type { RowOf } from "../../../state/rows.ts";
import { icon } from "../../../ui/icon.ts";
import { visibleLine } from "../../../ui/visible-text.ts";
import type { RowContext } from "./context.ts";
import { disclosure, framed } from "./frame.ts";

export function lineCounts({ additions, deletions }: { additions: number; deletions: number }): TemplateResult {
  return html`<span class="figures"
    ><span class="added">+${additions}</span> <span class="removed">−${deletions}</span></span
  >`;
}

/** The state of the worktree after a turn; its diff is VS Code's. */
export function checkpointRow(row: RowOf<"checkpoint">, context: RowContext): TemplateResult {
  const { runId, checkpointId, files, reason } = row;
  const open = () => context.ask("openChanges", { ...(runId !== undefined && { runId, checkpointId }) });
  return framed(
    { at: row.at, icon: "git-commit", topic: "checkpoint", look: "small" },
    html`${plural(files, "file")} ${lineCounts(row)}
      <button class="link" title="What this turn changed" @click=${open}>${icon("diff-multiple")}Diff</button>
      <span class="quiet">${visibleLine(reason)}</span>`,
  );
}

export function publishedRow(row: RowOf<"published">): TemplateResult {
  const { policy, branch, commit, commits, files } = row;
  const what = policy === "branch" ? `branch ${branch}` : policy === "patch" ? "patch" : "nothing to publish";
  return framed(
    { at: row.at, icon: "repo-push", topic: "publish", tone: "good" },
    html`${visibleLine(what)}${commit === null ? nothing : html` at <code>${commit.slice(0, 7)}</code>`}
      <span class="quiet"> · ${plural(commits, "commit")}, ${plural(files, "file")} </span>${lineCounts(row)}`,
  );
}

export function artifactsRow(row: RowOf<"artifacts">, context: RowContext): TemplateResult {
  const head = row.files.length === 1 ? visibleLine(row.files[0]?.name ?? "") : plural(row.files.length, "file");
  const body = () =>
    row.files.map(
      ({ artifactId, name, size }) =>
        html`<div class="call">
          <button class="link" title="Download…" @click=${() => context.ask("download", { artifactId })}>
            ${icon("cloud-download")}${visibleLine(name)}
          </button>
          <span class="quiet figures">${formatSize(size)}</span>
        </div>`,
    );
  return framed(
    { at: row.at, icon: "package", topic: "artifacts", look: "small" },
    disclosure(context, { row: row.key, key: row.key, open: false, head, body, label: "the files" }),
  );
}

const marks = {
  pending: { icon: "circle-outline", word: "to do" },
  in_progress: { icon: "arrow-down", word: "now" },
  completed: { icon: "pass", word: "done" },
} as const;

/** The agent's own list of what it means to do. */
export function planRow(row: RowOf<"plan">, context: RowContext): TemplateResult {
  const done = row.entries.filter(({ status }) => status === "completed").length;
  const current = row.entries.find(({ status }) => status === "in_progress");
  const head = html`${done} of ${row.entries.length}
  done${current ? html` · now: ${visibleLine(current.text)}` : nothing}`;
  const body = () =>
    html`<ul class="plan">
      ${row.entries.map(({ text, status }) => {
        const mark = marks[status] ?? marks.pending;
        return html`<li class=${status}>
          ${icon(mark.icon)}<span>${visibleLine(text)}</span><span class="hidden">, ${mark.word}</span>
        </li>`;
      })}
    </ul>`;
  return framed(
    { at: row.at, icon: "checklist", topic: "plan", look: "small" },
    disclosure(context, { row: row.key, key: row.key, open: false, head, body, label: "the plan" }),
  );
}
