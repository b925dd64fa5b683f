import type { ChangedFile, RunView } from "../../../shared/api/views.ts";
import type { Job, JobStatus } from "../../../shared/model/job.ts";
import type { Need } from "../../../shared/need.ts";
import type { RunStatus, Stage, StageOutcome } from "../../../shared/model/run.ts";
import { clockTime, cost, duration, lineCounts, plural } from "../format.ts";
import { plainLine } from "../plain-line.ts";
import type { Tone } from "./state.ts";

/** A row below a thread: a job, a run, a stage, a file. */
export interface DetailRow {
  label: string;
  description: string;
  icon: string;
  tone: Tone;
  accessibleLabel: string;
}

interface Look {
  icon: string;
  tone: Tone;
  word: string;
}

const jobLooks: Readonly<Record<JobStatus, Look>> = {
  pending: { icon: "circle-outline", tone: "quiet", word: "in the backlog" },
  queued: { icon: "clock", tone: "quiet", word: "in the queue" },
  preparing: { icon: "loading~spin", tone: "working", word: "preparing" },
  running: { icon: "loading~spin", tone: "working", word: "running" },
  verifying: { icon: "loading~spin", tone: "working", word: "verifying" },
  waiting_approval: { icon: "question", tone: "attention", word: "asks you" },
  retry_queued: { icon: "clock", tone: "quiet", word: "will be tried again" },
  succeeded: { icon: "pass", tone: "good", word: "done" },
  failed: { icon: "error", tone: "bad", word: "failed" },
  blocked: { icon: "warning", tone: "attention", word: "blocked" },
  cancelled: { icon: "circle-slash", tone: "quiet", word: "cancelled" },
};

const runLooks: Readonly<Record<RunStatus, Look>> = {
  created: { icon: "circle-outline", tone: "quiet", word: "created" },
  running: { icon: "loading~spin", tone: "working", word: "running" },
  succeeded: { icon: "pass", tone: "good", word: "succeeded" },
  failed: { icon: "error", tone: "bad", word: "failed" },
  timed_out: { icon: "error", tone: "bad", word: "timed out" },
  cancelled: { icon: "circle-slash", tone: "quiet", word: "cancelled" },
  lost: { icon: "debug-disconnect", tone: "quiet", word: "lost" },
};

const stageLooks: Readonly<Record<StageOutcome, Look>> = {
  ok: { icon: "pass", tone: "good", word: "passed" },
  failed: { icon: "error", tone: "bad", word: "failed" },
  skipped: { icon: "debug-step-over", tone: "quiet", word: "skipped" },
  cancelled: { icon: "circle-slash", tone: "quiet", word: "cancelled" },
  timed_out: { icon: "error", tone: "bad", word: "timed out" },
  lost: { icon: "debug-disconnect", tone: "quiet", word: "lost" },
};

/** A thread's first job has its title, which need not be read twice: it is called by its type. */
export function jobRow(
  job: Job,
  { threadTitle, now, need }: { threadTitle: string; now: number; need?: Need | undefined },
): DetailRow {
  const look = lookOf(jobLooks, job.status);
  const hasOwnTitle = job.title !== threadTitle && plainLine(job.title) !== "";
  const why = need?.line ?? job.reason;
  const said = [
    look.word,
    hasOwnTitle && plainLine(job.type, 60),
    why && plainLine(why, 120),
    clockTime(job.createdAt, now),
  ];
  return detailRow(hasOwnTitle ? plainLine(job.title) : plainLine(job.type, 60), look, said);
}

/** `now` for one that goes on. */
export function runRow({ run }: Pick<RunView, "run">, now: number): DetailRow {
  const look = lookOf(runLooks, run.status);
  const took = run.startedAt === null ? undefined : duration((run.finishedAt ?? now) - run.startedAt);
  const said = [
    look.word,
    run.finishedAt === null ? undefined : took,
    run.costUsd === null ? undefined : cost(run.costUsd),
    run.turns > 0 ? plural(run.turns, "turn") : undefined,
    run.failureReason && plainLine(run.failureReason, 120),
  ];
  return detailRow(
    `Run ${run.attempt} – ${plainLine(run.agent, 60)}${run.model ? ` (${plainLine(run.model, 60)})` : ""}`,
    look,
    said,
  );
}

export function stageRow(stage: Stage): DetailRow {
  const look: Look = stage.outcome
    ? lookOf(stageLooks, stage.outcome)
    : { icon: "loading~spin", tone: "working", word: "now" };
  const took = stage.endedAt === null ? undefined : duration(stage.endedAt - stage.startedAt);
  const said = [look.word === "passed" ? undefined : look.word, took, stage.detail && plainLine(stage.detail, 120)];
  return {
    ...detailRow(stage.name, look, said),
    accessibleLabel: [stage.name, look.word, took].filter(Boolean).join(", "),
  };
}

const changeWords = {
  added: "added",
  modified: "changed",
  deleted: "deleted",
  renamed: "renamed",
  type_changed: "type changed",
};

export function fileRow(file: ChangedFile): Pick<DetailRow, "label" | "description" | "accessibleLabel"> {
  const path = plainLine(file.path, 400);
  const slash = path.lastIndexOf("/");
  const { additions, deletions } = file;
  const counts = additions === null || deletions === null ? "binary" : lineCounts({ additions, deletions });
  const from = file.oldPath === null ? undefined : `from ${plainLine(file.oldPath, 400)}`;
  return {
    label: path.slice(slash + 1),
    description: [counts, path.slice(0, Math.max(0, slash)), from].filter(Boolean).join("  "),
    accessibleLabel: [path, changeWords[file.status] ?? "changed", from, counts].filter(Boolean).join(", "),
  };
}

function detailRow(label: string, look: Look, said: (string | false | null | undefined)[]): DetailRow {
  const description = said.filter(Boolean).join(" · ");
  return { label, description, icon: look.icon, tone: look.tone, accessibleLabel: `${label}, ${description}` };
}

/** A newer runner may say what this table does not hold: it is shown as said. */
function lookOf<Status extends string>(looks: Readonly<Record<Status, Look>>, status: Status): Look {
  const known: Look | undefined = looks[status];
  return known ?? { icon: "circle-outline", tone: "quiet", word: plainLine(status.replaceAll("_", " "), 40) };
}
