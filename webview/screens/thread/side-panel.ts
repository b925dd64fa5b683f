import { html, nothing, type TemplateResult } from "lit";
import type { RunView, ThreadDetail } from "../../../shared/api/views.ts";
import { runCostText } from "../../../shared/budget-words.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { NoteTone } from "../../state/rows.ts";
import { formatCount, formatDuration, formatSize, plural } from "../../../shared/units.ts";
import { icon } from "../../ui/icon.ts";
import type { IconName } from "../../ui/icon-names.ts";
import { visibleLine } from "../../ui/visible-text.ts";
import { contractFiles, type ContractFile, type ContractView } from "./contract-files.ts";
import type { RowContext } from "./rows/context.ts";
import { budget } from "./budget.ts";
import { runLook } from "./rows/looks.ts";

/** What is worth having beside the timeline where there is room: runs, files, how the job is set. */
export function sidePanel(
  detail: ThreadDetail,
  context: RowContext,
  runs: { shown: string | undefined; show: (view: RunView) => void },
): TemplateResult {
  const job = detail.jobs.at(-1);
  return html`<aside aria-label="Details of the thread">
    ${budget(detail)}
    <h2>Runs</h2>
    ${detail.runs.length === 0 ? html`<p class="quiet">None yet.</p>` : nothing}
    <ul>
      ${detail.runs.toReversed().map((view) => runEntry(view, detail.jobs, runs))}
    </ul>
    ${contract(contractFiles(detail))} ${detail.artifacts.length > 0 ? artifacts(detail, context) : nothing}
    ${job ? settings(job) : nothing}
  </aside>`;
}

function runEntry(
  view: RunView,
  jobs: readonly Job[],
  { shown, show }: { shown: string | undefined; show: (view: RunView) => void },
): TemplateResult {
  const { run } = view;
  const look = runLook(run.status);
  const job = jobs.find(({ id }) => id === run.jobId);
  const used = run.tokens.input + run.tokens.cachedInput + run.tokens.output;
  const time =
    run.startedAt === null
      ? "–"
      : run.finishedAt === null
        ? html`<spool-elapsed .since=${run.startedAt}></spool-elapsed>`
        : formatDuration(run.finishedAt - run.startedAt);
  return html`<li>
    <button
      class="plain entry"
      aria-current=${run.id === shown ? "true" : "false"}
      title="Go to this run"
      @click=${() => show(view)}
    >
      <span class=${look.tone}>${icon(look.icon, { spin: look.spins ?? false })}</span>
      <span class="grow"
        ><span class="cut">${visibleLine(job?.title ?? "")}</span>
        <span class="quiet figures"
          >attempt ${run.attempt} · ${look.word} · ${time}<br />${runCostText(run)}${
            run.turns > 0 ? ` · ${plural(run.turns, "turn")}` : ""
          }${used > 0 ? ` · ${formatCount(used)} tokens` : ""}</span
        ></span
      >
    </button>
  </li>`;
}

/** Beyond these nobody reads on here; the plan has them all. */
const mostContractFiles = 60;

const contractLooks: Record<ContractFile["state"], { icon: IconName; word: string; tone: NoteTone }> = {
  planned: { icon: "file", word: "planned", tone: "quiet" },
  granted: { icon: "pass", word: "granted", tone: "good" },
  asked: { icon: "question", word: "asked for", tone: "warning" },
  refused: { icon: "circle-slash", word: "refused", tone: "bad" },
};

function contract(view: ContractView | undefined): TemplateResult | typeof nothing {
  if (!view) return nothing;
  const more = view.files.length - mostContractFiles;
  return html`<h2>Contract</h2>
    <p class="quiet">${visibleLine(view.title)}${view.approvedBy === null ? "" : `, approved by ${view.approvedBy}`}</p>
    <ul>
      ${view.files.slice(0, mostContractFiles).map(({ path, state, by }) => {
        const look = contractLooks[state];
        const said = by === null ? look.word : `${look.word} by ${by}`;
        return html`<li class="entry" title=${`${visibleLine(path)}: ${said}`}>
          <span class=${look.tone}>${icon(look.icon)}</span>
          <span class="grow cut">${visibleLine(path)}</span>
          <span class="quiet figures">${state === "planned" ? nothing : said}</span>
        </li>`;
      })}
    </ul>
    ${more > 0 ? html`<p class="quiet">and ${plural(more, "file")} more</p>` : nothing}`;
}

function artifacts(detail: ThreadDetail, context: RowContext): TemplateResult {
  return html`<h2>Artifacts</h2>
    <ul>
      ${detail.artifacts.toReversed().map(
        ({ id, name, kind, size }) =>
          html`<li>
            <button
              class="plain entry"
              title="Download ${visibleLine(name)} (${kind.replaceAll("_", " ")})"
              @click=${() => context.ask("download", { artifactId: id })}
            >
              ${icon("cloud-download")}<span class="grow cut">${visibleLine(name)}</span>
              <span class="quiet figures">${formatSize(size)}</span>
            </button>
          </li>`,
      )}
    </ul>`;
}

function settings(job: Job): TemplateResult {
  const rows: [string, string][] = [
    ["Type", job.type],
    ["Agent", job.model === null ? job.agent : `${job.agent} ${job.model}`],
    ["Writes", job.writeMode === "read_only" ? "nothing (read-only)" : "the worktree"],
    ["Permissions", typeof job.permissions === "string" ? job.permissions : "by rules"],
    ["Publish", job.publish],
    ["Verify", job.verify.length === 0 ? "nothing" : job.verify.map(({ name }) => name).join(", ")],
    ["Attempts", `${job.attemptsUsed} used, ${job.retryLimit} more tries allowed`],
    ["Timeout", formatDuration(job.timeoutMs)],
  ];
  return html`<h2>Job settings</h2>
    <dl>
      ${rows.map(
        ([name, value]) =>
          html`<dt class="quiet">${name}</dt>
            <dd>${visibleLine(value)}</dd>`,
      )}
    </dl>`;
}
