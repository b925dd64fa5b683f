import * as vscode from "vscode";
import type { ChangedFile, ThreadDetail } from "../../../shared/api/views.ts";
import { jobWords } from "../../common/threads/context-words.ts";
import { type DetailRow, fileRow, jobRow, runRow, stageRow } from "../../common/threads/detail-rows.ts";
import { jobNeed } from "../../common/threads/state.ts";
import { fileRowUri } from "./row-decorations.ts";
import { openRow } from "./open-row.ts";
import { nodeId, type ThreadNode } from "./thread-node.ts";
import { toneIcon } from "./tone-colors.ts";

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

type DetailNode = Extract<ThreadNode, { kind: "job" | "run" | "stage" | "file" }>;

/** Rows below a thread, drawn from what was read when it was opened. */
export function detailItem(
  node: DetailNode,
  { detail, files }: { detail: ThreadDetail | undefined; files: readonly ChangedFile[] | undefined },
): vscode.TreeItem {
  switch (node.kind) {
    case "job": {
      const job = detail?.jobs.find(({ id }) => id === node.jobId);
      if (!detail || !job) return gone(node);
      const runs = detail.runs.filter(({ run }) => run.jobId === job.id);
      const isNewest = detail.jobs.at(-1) === job;
      const item = itemOf(
        node,
        jobRow(job, { threadTitle: detail.thread.title, now: Date.now(), need: jobNeed(detail, job, Date.now()) }),
        runs.length === 0 ? None : isNewest ? Expanded : Collapsed,
      );
      item.contextValue = ["job", ...jobWords(job.status)].join(" ");
      return item;
    }
    case "run": {
      const found = detail?.runs.find(({ run }) => run.id === node.runId);
      if (!found) return gone(node);
      const item = itemOf(node, runRow(found, Date.now()), Collapsed);
      item.contextValue = found.checkpoints.length > 0 ? "run changed" : "run";
      return item;
    }
    case "stage": {
      const run = detail?.runs.find(({ run: { id } }) => id === node.runId);
      const stage = run?.stages.find(({ name }) => name === node.stage);
      if (!stage) return gone(node);
      const item = itemOf(node, stageRow(stage), None);
      item.contextValue = "stage";
      return item;
    }
    case "file": {
      const file = files?.find(({ path }) => path === node.path);
      if (!file) return gone(node);
      const { label, description, accessibleLabel } = fileRow(file);
      const item = new vscode.TreeItem(label, None);
      item.id = nodeId(node);
      item.description = description;
      item.resourceUri = fileRowUri(node.runId, file);
      item.iconPath = vscode.ThemeIcon.File;
      item.tooltip = accessibleLabel;
      item.accessibilityInformation = { label: accessibleLabel };
      item.contextValue = "file";
      item.command = openRow;
      return item;
    }
  }
}

function itemOf(node: ThreadNode, row: DetailRow, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, state);
  item.id = nodeId(node);
  item.description = row.description;
  item.iconPath = toneIcon(row.icon, row.tone);
  item.tooltip = `${row.label}\n${row.description}`;
  item.accessibilityInformation = { label: row.accessibleLabel };
  return item;
}

/** A row that is no more, in the moment before VS Code hears of it. */
function gone(node: ThreadNode): vscode.TreeItem {
  const item = new vscode.TreeItem("", None);
  item.id = nodeId(node);
  return item;
}
