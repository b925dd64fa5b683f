import type { JobDetail } from "../../../shared/api/views.ts";
import { needOfJob } from "../../../shared/thread-need.ts";
import { budgetUseText } from "../../../shared/budget-words.ts";
import { jobMeters } from "../../../shared/budget/job-meters.ts";
import { spendOf } from "../../../shared/budget/spend.ts";
import { clean } from "../terminal/clean.ts";
import { wrap } from "../terminal/width.ts";
import { approvalLines } from "./approval-lines.ts";
import { artifactTable } from "./artifact-lines.ts";
import { labelled, line, look } from "./lines.ts";
import { needCommands, needLine } from "./need-lines.ts";
import type { RenderOptions } from "./options.ts";
import { runLines } from "./run-lines.ts";
import { shortId } from "./short-id.ts";
import { jobLook } from "./status-symbol.ts";
import { formatDuration, formatRelative, plural } from "../../../shared/units.ts";
import { spendText } from "./spend.ts";
import { waitText } from "./wait-text.ts";

const instructionLines = 30;

export function renderJob(detail: JobDetail, options: RenderOptions): string {
  const { runs, approvals, artifacts, job } = detail;
  const titled = (title: string, body: string) => (body === "" ? "" : line(title, options, { tone: "dim" }) + body);
  const id = shortId(job.id);
  const retry = job.status === "failed" || job.status === "blocked" || job.status === "cancelled";
  const sections = [
    header(detail, options),
    titled("instruction", instructionText(job.instruction, options.columns)),
    titled("runs", runs.map((run) => runLines(run, 2, options)).join("")),
    titled("questions", approvals.map((approval) => approvalLines(approval, 2, options)).join("")),
    artifacts.length === 0 ? "" : artifactTable(artifacts, options),
    runs.length === 0 ? "" : `logs: spool job logs ${id}${retry ? `   again: spool job retry ${id}` : ""}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function header(detail: JobDetail, options: RenderOptions): string {
  const { job, thread, runs, waiting, worktree } = detail;
  const need = needOfJob(detail);
  const status = jobLook(job.status);
  const limits = [`${formatDuration(job.timeoutMs)} each run`, plural(job.retryLimit, "retry", "retries")];
  const used = runs.map(({ run }) => run);
  return (
    line(job.title, options, { tone: "bold" }) +
    labelled(
      [
        ["job", job.id],
        ["thread", `${thread.id} ${thread.title}`],
        ["status", look(status), status.tone],
        ["waits", waiting === null ? null : `${waitText(waiting.reason, options.now)} (${waiting.position} in line)`],
        // A wait is told above, what is asked and why it stopped are its needs.
        ["needs", need === undefined || waiting !== null ? null : needLine(need)],
        ["reason", need?.line === job.reason ? null : job.reason],
        ["so type", need === undefined ? null : needCommands(need)],
        ["type", `${job.type}, ${job.writeMode.replaceAll("_", " ")}, publishes ${job.publish}`],
        ["agent", job.model === null ? job.agent : `${job.agent} ${job.model}`],
        ["backup", backupText(job)],
        ["asked by", `${job.requestedBy.type} ${job.requestedBy.id}, ${formatRelative(job.createdAt, options.now)}`],
        ["limits", limits.join(", ")],
        ["budget", jobMeters(job, used).map(budgetUseText).join(", ")],
        ["used", used.length === 0 ? null : spendText(spendOf(used))],
        ["verify", job.verify.map(({ name }) => name).join(", ")],
        ["worktree", worktree?.path ?? null],
        ["summary", job.summary],
      ],
      options,
    )
  );
}

function backupText({ backupAgent, backupModel, agent, escalatedFrom: from }: JobDetail["job"]): string | null {
  const choice = (name: string, model: string | null) => (model === null ? name : `${name} ${model}`);
  if (from !== null) return `took over from ${choice(from.agent, from.model)}`;
  return backupAgent === null && backupModel === null ? null : choice(backupAgent ?? agent, backupModel);
}

function instructionText(instruction: string, columns: number | null): string {
  const text = clean(instruction).trim();
  const lines = columns === null ? text.split("\n") : wrap(text, columns - 2);
  const more = lines.length > instructionLines ? [`… ${lines.length - instructionLines} more lines`] : [];
  return [...lines.slice(0, instructionLines), ...more].map((part) => `  ${part}`.trimEnd()).join("\n") + "\n";
}
