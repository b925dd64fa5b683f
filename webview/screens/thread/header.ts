import { html, nothing, type TemplateResult } from "lit";
import type { RunView, ThreadDetail } from "../../../shared/api/views.ts";
import { isJobActive, isJobWaiting } from "../../../shared/machines/job.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { NeedAction } from "../../../shared/need.ts";
import { needOfDetail } from "../../../shared/thread-need.ts";
import { formatCost, formatDuration } from "../../../shared/units.ts";
import { waitReasonText } from "../../../shared/wait-reason.ts";
import { icon } from "../../ui/icon.ts";
import { visibleLine } from "../../ui/visible-text.ts";
import { nearestBudget } from "./budget.ts";
import { lineCounts } from "./rows/changes.ts";
import type { RowContext } from "./rows/context.ts";
import { jobLook, type Look } from "./rows/looks.ts";

export function header(detail: ThreadDetail, context: RowContext): TemplateResult {
  const { thread } = detail;
  const job = detail.jobs.at(-1);
  const view = detail.runs.at(-1);
  const look = stateOf(detail);
  return html`<header>
    <div class="first">
      <h1 title=${thread.title}>${visibleLine(thread.title)}</h1>
      <div class="state figures">
        <span class=${look.tone}>${icon(look.icon, { spin: look.spins ?? false })} ${look.word}</span>
        ${facts(job, view)}
      </div>
    </div>
    <div class="second quiet">
      <span title="Project">${icon("repo")} ${detail.project.name}</span>
      <span class="branch"
        ><button
          class="plain"
          title="Copy the branch's name"
          @click=${() => context.ask("copy", { text: thread.branch })}
        >
          ${icon("git-branch")} ${visibleLine(thread.branch)}
        </button>
        ←
        ${visibleLine(thread.baseBranch)}${
          thread.baseCommit === null ? nothing : html`<code>@${thread.baseCommit.slice(0, 7)}</code>`
        }</span
      >
      ${
        job
          ? html`<span title="Agent and model"
              >${icon("hubot")} ${job.agent}${job.model === null ? "" : ` ${job.model}`}</span
            >`
          : nothing
      }
      ${
        thread.prUrl === null
          ? nothing
          : html`<button
              class="link"
              title=${thread.prUrl}
              @click=${() => context.ask("openLink", { url: thread.prUrl ?? "" })}
            >
              ${icon("git-pull-request")} Pull request
            </button>`
      }
      ${nearestBudget(detail)}
    </div>
    ${whyStopped(detail)}
    <div class="actions" role="toolbar" aria-label="Thread">${actions(detail, job, context)}</div>
  </header>`;
}

/** What it needs, does or waits for, in words. */
function stateOf(detail: ThreadDetail): Look {
  const { thread, jobs, waiting, approvals } = detail;
  const asked = approvals.filter(({ status }) => status === "pending").length;
  if (thread.status === "archived") return { icon: "archive", word: "archived", tone: "quiet" };
  if (asked > 0)
    return { icon: "question", word: asked === 1 ? "asks you" : `asks you ${asked} things`, tone: "warning" };
  const [next] = waiting;
  if (next) {
    const tone = needOfDetail(detail)?.person ? "warning" : "quiet";
    return { icon: "watch", word: `waits: ${waitReasonText(next.reason, Date.now())}`, tone };
  }
  const job = jobs.at(-1);
  return job ? jobLook(job.status) : { icon: "circle-outline", word: "no job yet", tone: "quiet" };
}

/** Why it stopped, in one line, where the state alone does not say it. */
function whyStopped(detail: ThreadDetail): unknown {
  const status = detail.jobs.at(-1)?.status;
  const need = status === "blocked" || status === "failed" ? needOfDetail(detail) : undefined;
  return need?.actions.every(({ kind }) => kind !== "answer")
    ? html`<div class="second">${icon("warning")} ${visibleLine(need.line)}</div>`
    : nothing;
}

function facts(job: Job | undefined, view: RunView | undefined): unknown {
  if (!job || !view) return nothing;
  const { run } = view;
  const time =
    run.startedAt === null
      ? nothing
      : run.finishedAt === null
        ? html`<spool-elapsed .since=${run.startedAt}></spool-elapsed>`
        : formatDuration(run.finishedAt - run.startedAt);
  return html`<span class="quiet">
    · attempt ${run.attempt}${run.costUsd === null ? nothing : ` · ${formatCost(run.costUsd)}`} · ${time}</span
  >`;
}

const plainActions: ReadonlySet<NeedAction["kind"]> = new Set(["answer", "retry", "open_diff"]);

function actions(detail: ThreadDetail, job: Job | undefined, context: RowContext): TemplateResult {
  const { changes, thread } = detail;
  const off = context.disabled !== null;
  const why = context.disabled ?? "";
  const act = (action: "cancel" | "retry" | "seeTo" | "archive" | "unarchive") => () => context.ask("act", { action });
  const active = job !== undefined && (isJobActive(job.status) || isJobWaiting(job.status));
  const again =
    job !== undefined && (job.status === "failed" || job.status === "blocked" || job.status === "cancelled");
  // What has a button of its own, or is answered in the timeline, is not offered twice.
  const seeTo = needOfDetail(detail)?.actions.some(({ kind }) => !plainActions.has(kind)) ?? false;
  return html`
    ${
      seeTo
        ? html`<spool-button appearance="secondary" ?disabled=${off} title=${why} @click=${act("seeTo")}
            >See to It…</spool-button
          >`
        : nothing
    }
    ${
      changes
        ? html`<spool-button appearance="secondary" @click=${() => context.ask("openChanges", {})}
              >Open Diff</spool-button
            >${lineCounts(changes)}`
        : nothing
    }
    ${
      active
        ? html`<spool-button appearance="secondary" ?disabled=${off} title=${why} @click=${act("cancel")}
            >Stop</spool-button
          >`
        : nothing
    }
    ${
      again
        ? html`<spool-button appearance="secondary" ?disabled=${off} title=${why} @click=${act("retry")}
            >Try Again</spool-button
          >`
        : nothing
    }
    ${
      thread.status === "archived"
        ? html`<spool-button appearance="secondary" ?disabled=${off} title=${why} @click=${act("unarchive")}
            >Bring Back</spool-button
          >`
        : nothing
    }
    ${
      !active && thread.status !== "archived"
        ? html`<spool-button appearance="secondary" ?disabled=${off} title=${why} @click=${act("archive")}
            >Archive</spool-button
          >`
        : nothing
    }
  `;
}
