import type { ThreadDetail } from "../../../shared/api/views.ts";
import type { Approval } from "../../../shared/model/approval.ts";

/** One file that the newest job may touch, wanted to, or was refused. Paths are an agent's words. */
export interface ContractFile {
  path: string;
  state: "planned" | "granted" | "asked" | "refused";
  /** Who granted or refused it. */
  by: string | null;
}

export interface ContractView {
  /** Of the plan that binds it. */
  title: string;
  approvedBy: string | null;
  files: ContractFile[];
}

/**
 * What the thread's newest job is held to, drawn from its approvals; undefined when nothing binds it. A job that goes on with
 * the thread is bound by the thread's plan. Read by hand: a webview has no room for a schema, and shows what it can.
 */
export function contractFiles({ jobs, approvals }: Pick<ThreadDetail, "jobs" | "approvals">): ContractView | undefined {
  const job = jobs.at(-1);
  if (!job) return undefined;
  const own = approvals.filter(({ jobId }) => jobId === job.id);
  const binding = planOf(own) ? own : job.type === "continue" ? approvals : [];
  const plan = planOf(binding);
  if (!plan) return undefined;
  const files = new Map<string, ContractFile>();
  for (const path of pathsOf(plan.payload["filesToTouch"])) files.set(path, { path, state: "planned", by: null });
  for (const { kind, status, payload, decidedBy: by } of binding) {
    const state = kind === "contract" ? stateOf(status) : undefined;
    if (!state) continue;
    for (const path of pathsOf(payload["files"])) {
      const known = files.get(path)?.state;
      if (known !== "planned" && known !== "granted") files.set(path, { path, state, by });
    }
  }
  const title = typeof plan.payload["title"] === "string" ? plan.payload["title"] : plan.title;
  return { title, approvedBy: plan.decidedBy, files: [...files.values()] };
}

function planOf(approvals: readonly Approval[]): Approval | undefined {
  return approvals.findLast(({ kind, status }) => kind === "plan" && status === "approved");
}

function stateOf(status: Approval["status"]): ContractFile["state"] | undefined {
  if (status === "approved") return "granted";
  if (status === "pending") return "asked";
  return status === "rejected" ? "refused" : undefined;
}

function pathsOf(files: unknown): string[] {
  if (!Array.isArray(files)) return [];
  return files.flatMap((file: { path?: unknown } | null) => (typeof file?.path === "string" ? [file.path] : []));
}
