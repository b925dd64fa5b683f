import * as vscode from "vscode";
import type { EventType } from "../../../shared/events/catalogue.ts";
import type { Job } from "../../../shared/model/job.ts";
import { coarseAge } from "../../common/format.ts";
import { plainLine } from "../../common/plain-line.ts";
import type { JobReference } from "../../common/references.ts";
import type { CommandId } from "../../manifest/commands.ts";
import type { Runners } from "../connection/runners.ts";
import { LiveList } from "../lists/live-list.ts";

interface BacklogEntry extends JobReference {
  job: Pick<Job, "id" | "title" | "type" | "agent" | "createdAt">;
}

const changedBy: ReadonlySet<EventType> = new Set<EventType>(["job.created", "job.status", "thread.archived"]);
const listed = 1_000;

/** Jobs that wait until someone releases them to the queue. */
export function registerBacklogView(runners: Runners): vscode.Disposable {
  return new LiveList<BacklogEntry>(runners, {
    view: "spool.backlog",
    changedBy,
    async read(session) {
      const { jobs } = await session.api.jobs.list.query({ status: "pending", limit: listed });
      return jobs.map((job) => ({ session, threadId: job.threadId, jobId: job.id, job }));
    },
    item(entry) {
      const { session, job } = entry;
      const item = new vscode.TreeItem(plainLine(job.title) || job.id);
      const waits = coarseAge(Date.now() - job.createdAt);
      item.id = `${session.id}/${job.id}`;
      item.description = [job.type, job.agent, waits].map((part) => plainLine(part, 60)).join(" · ");
      item.iconPath = new vscode.ThemeIcon("circle-outline");
      item.contextValue = "job releasable cancellable";
      item.tooltip = `${item.label as string}\n${item.description}`;
      item.accessibilityInformation = { label: `${item.label as string}, in the backlog, ${item.description}` };
      return item;
    },
    open: {
      command: "spool.openBacklogRow",
      run: (entry) => vscode.commands.executeCommand("spool.openThread" satisfies CommandId, entry),
    },
  });
}
