import type { CommitsView, ThreadDetail } from "../../../shared/api/views.ts";
import type { Job } from "../../../shared/model/job.ts";
import { approvalLines } from "./approval-lines.ts";
import { artifactTable } from "./artifact-lines.ts";
import { jobLines } from "./job-lines.ts";
import { labelled, line, look } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { shortId } from "./short-id.ts";
import { threadLook } from "./status-symbol.ts";
import { formatChanges, formatRelative, plural } from "../../../shared/units.ts";

/** Null before the first run. */
export type ShownCommits = CommitsView | { problem: string } | null;

export function renderThread(detail: ThreadDetail & { commits: ShownCommits }, options: RenderOptions): string {
  const { thread, jobs, approvals, artifacts } = detail;
  const sections = [
    header(detail, options),
    section(
      "jobs",
      jobs.length === 0 ? "  none yet\n" : jobs.map((job) => oneJob(job, detail, options)).join(""),
      options,
    ),
    section("questions", approvals.map((approval) => approvalLines(approval, 2, options)).join(""), options),
    section("messages", messages(detail, options), options),
    section("from outside", outside(detail, options), options),
    section("commits", commitLines(detail.commits, options), options),
    artifacts.length === 0 ? "" : artifactTable(artifacts, options),
    nextSteps(detail, shortId(thread.id)),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function header({ thread, project, changes, worktrees }: ThreadDetail, options: RenderOptions): string {
  const status = threadLook(thread.status);
  const base = `${thread.baseBranch}${thread.baseCommit === null ? "" : `@${thread.baseCommit.slice(0, 7)}`}`;
  const newest = worktrees.findLast(({ state }) => state === "active" || state === "retained");
  const path = newest?.path ?? null;
  return (
    line(thread.title, options, { tone: "bold" }) +
    labelled(
      [
        ["thread", thread.id],
        ["status", look(status), status.tone],
        ["project", project.name],
        ["branch", `${thread.branch} from ${base}`],
        ["changes", changes === null ? null : `${plural(changes.files, "file")} ${formatChanges(changes)}`],
        ["worktree", path],
        ["pull request", thread.prUrl],
        ["labels", thread.labels.join(", ")],
        ["depends on", thread.dependsOn.map(shortId).join(", ")],
        ["created", formatRelative(thread.createdAt, options.now)],
      ],
      options,
    )
  );
}

function oneJob(job: Job, detail: ThreadDetail, options: RenderOptions): string {
  const runs = detail.runs.filter(({ run }) => run.jobId === job.id);
  const waiting = detail.waiting.find(({ jobId }) => jobId === job.id) ?? null;
  return jobLines({ job, runs, waiting }, 2, options);
}

function commitLines(commits: ShownCommits, options: RenderOptions): string {
  if (commits === null) return "";
  if ("problem" in commits) return line(`not to be read: ${commits.problem}`, options, { indent: 2, tone: "yellow" });
  const lines = commits.commits.map(({ hash, author, at, subject }) =>
    line(`${hash.slice(0, 7)} ${subject} (${author}, ${formatRelative(at, options.now)})`, options, { indent: 2 }),
  );
  return lines.join("") + (commits.truncated ? line("… and older ones", options, { indent: 2 }) : "");
}

function messages(detail: ThreadDetail, options: RenderOptions): string {
  return detail.messages
    .map(({ by, text, state }) => {
      const where = state === "kept" ? "waits for the agent" : state === "queued" ? "became a job" : "delivered";
      return line(`${by}: ${text} (${where})`, options, { indent: 2 });
    })
    .join("");
}

function outside({ externalEvents, links }: ThreadDetail, options: RenderOptions): string {
  const events = externalEvents.map(({ eventType, sourceKind, sourceId, createdAt }) =>
    line(`${eventType} from ${sourceKind} ${sourceId}, ${formatRelative(createdAt, options.now)}`, options, {
      indent: 2,
    }),
  );
  const shown = links.map(({ label, url, sourceKind, externalId }) =>
    line(`${label}: ${url ?? `${sourceKind} ${externalId}`}`, options, { indent: 2 }),
  );
  return [...shown, ...events].join("");
}

function section(title: string, body: string, options: RenderOptions): string {
  return body === "" ? "" : line(title, options, { tone: "dim" }) + body;
}

function nextSteps({ thread, changes }: ThreadDetail, id: string): string {
  if (thread.status === "active") return `watch it: spool thread watch ${id}\n`;
  if (thread.status === "archived") return "";
  const diff = changes === null ? "" : `what changed: spool thread diff ${id}   `;
  return `${diff}go on: spool thread continue ${id} "…"\n`;
}
