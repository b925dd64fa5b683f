import type { StatusView } from "../../../shared/api/views.ts";
import { budgetUseText, runCostText } from "../../../shared/budget-words.ts";
import { isNearlyUsedUp } from "../../../shared/budget/meters.ts";
import { approvalLines } from "./approval-lines.ts";
import { laneLines } from "./lanes.ts";
import { labelled, line } from "./lines.ts";
import type { RenderOptions } from "./options.ts";
import { stoppedLines, waitingNeedLines } from "./need-lines.ts";
import { pauseLines, waitingTable } from "./queue.ts";
import { shortId } from "./short-id.ts";
import { jobLook, threadLook } from "./status-symbol.ts";
import { formatDuration } from "../../../shared/units.ts";

export function renderStatus(status: StatusView, options: RenderOptions): string {
  const counts = <Name extends string>(all: Partial<Record<Name, number>>, word: (name: Name) => string) =>
    (Object.entries(all) as [Name, number][])
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${word(name)}`)
      .join(", ");
  const sections = [
    labelled(
      [
        [
          "runner",
          `${status.address}, version ${status.version}, up ${formatDuration(options.now - status.startedAt)}`,
        ],
        ["data", status.dataDirectory],
        ["sandbox", status.sandbox],
        ["threads", counts(status.threads, (name) => threadLook(name).word) || "none"],
        ["jobs", counts(status.jobs, (name) => jobLook(name).word) || "none"],
      ],
      options,
    ),
    status.problems.map((problem) => line(`✗ ${problem}`, options, { tone: "red" })).join(""),
    pauseLines(status.pauses, options),
    laneLines(status.lanes, options),
    titled("budgets of today", budgetLines(status, options), options),
    titled(
      "needs you",
      status.pendingApprovals.map((approval) => approvalLines(approval, 2, options)).join(""),
      options,
    ),
    titled("stopped", stoppedLines(status.stopped, options), options),
    titled("at work", activeLines(status, options), options),
    status.waiting.length === 0
      ? ""
      : waitingTable(status.waiting, options) + waitingNeedLines(status.waiting, options),
  ];
  return sections.filter((text) => text !== "").join("\n");
}

function budgetLines({ budgets }: StatusView, options: RenderOptions): string {
  return budgets
    .map((meter) => {
      const text = `${meter.project ?? "all projects"}: ${budgetUseText(meter)}`;
      return line(text, options, { indent: 2, tone: isNearlyUsedUp(meter) ? "yellow" : undefined });
    })
    .join("");
}

function activeLines(status: StatusView, options: RenderOptions): string {
  return status.active
    .map(({ job, run }) => {
      const { symbol, tone } = jobLook(job.status);
      const facts = [
        run?.stage ?? job.status,
        run?.startedAt == null ? null : formatDuration(options.now - run.startedAt),
        run && run.turns > 0 ? runCostText(run) : null,
      ];
      const known = facts.filter((fact) => fact !== null).join(" · ");
      return line(`${symbol} ${shortId(job.threadId)} ${known}: ${job.title}`, options, { indent: 2, tone });
    })
    .join("");
}

function titled(title: string, body: string, options: RenderOptions): string {
  return body === "" ? "" : line(title, options, { tone: "dim" }) + body;
}
