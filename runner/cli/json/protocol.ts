/** The actions of v1's first form: always there, their results never lose a field. */
export const floorActions = [
  "capabilities",
  "project.list",
  "thread.start",
  "thread.continue",
  "thread.list",
  "thread.get",
  "job.list",
  "job.get",
  "job.retry",
  "job.cancel",
  "job.approve",
  "worktree.list",
  "worktree.get",
  "thread.event.attach",
] as const;

/** Additions since. */
export const extensionActions = [
  "thread.create",
  "thread.send",
  "thread.archive",
  "thread.unarchive",
  "thread.changes",
  "thread.commits",
  "job.reject",
  "job.switch_agent",
  "approval.list",
  "approval.decide",
  "worktree.pin",
  "worktree.prune",
  "events.list",
  "logs.list",
  "logs.read",
  "artifact.list",
  "agent.list",
  "queue.get",
  "queue.pause",
  "queue.resume",
  "lane.list",
  "lane.open",
  "forecast",
  "status",
] as const;

export type ActionName = (typeof floorActions)[number] | (typeof extensionActions)[number];

export const aliases = {
  submit: "thread.start",
  continue: "thread.continue",
  "event.attach": "thread.event.attach",
} as const satisfies Record<string, ActionName>;

/** Raised with each addition; a caller that needs one asks for at least that number. */
export const protocolRevision = 6;

export const features = ["idempotency_key", "pagination", "job_approve_changed", "error_details"] as const;

/** Longest request in bytes. */
export const requestLimit = 4 * 1024 * 1024;

export type WireErrorCode = "invalid_request" | "unknown_action" | "not_found" | "internal_error";

const names: ReadonlySet<string> = new Set([...floorActions, ...extensionActions]);

/** The action behind a name or an alias; undefined for what is neither. */
export function canonicalAction(name: string): ActionName | undefined {
  if (Object.hasOwn(aliases, name)) return aliases[name as keyof typeof aliases];
  return names.has(name) ? (name as ActionName) : undefined;
}
