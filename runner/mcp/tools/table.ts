import type { Tool } from "../tool.ts";
import { getChanges } from "./get-changes.ts";
import { getThread } from "./get-thread.ts";
import { listThreads } from "./list-threads.ts";
import { listProjects } from "./projects.ts";
import { queueStatus } from "./queue-status.ts";
import { readTimeline } from "./read-timeline.ts";
import { cancelJob, continueThread, sendMessage, startThread } from "./work.ts";

/** Every tool, whatever the transport. None decides an approval: that is a person's, and a model is not one. */
export const tools: readonly Tool[] = [
  listProjects,
  listThreads,
  getThread,
  readTimeline,
  getChanges,
  queueStatus,
  startThread,
  continueThread,
  sendMessage,
  cancelJob,
];
