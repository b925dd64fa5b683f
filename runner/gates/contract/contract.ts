import type { Approval } from "../../../shared/model/approval.ts";
import { contractQuestion, type TouchedPath } from "../../../shared/model/contract.ts";
import { plan } from "../../../shared/model/plan.ts";

/** What a job may touch: the files of an approved plan, and those that a person granted since. */
export interface Contract {
  /** The approval whose plan it is. */
  planId: string;
  /** Keys of `pathKey`. */
  files: ReadonlySet<string>;
}

type Decided = Pick<Approval, "id" | "kind" | "status" | "payload">;

/**
 * The contract that approvals, in the order in which they were asked, make together; undefined while no plan among them
 * is approved. The newest plan counts alone; what was granted stays granted when the plan is made anew.
 */
export function contractOf(approvals: readonly Decided[]): Contract | undefined {
  const newest = approvals.findLast(({ kind, status }) => kind === "plan" && status === "approved");
  if (!newest) return undefined;
  const read = plan.safeParse(newest.payload);
  // Nobody approves what cannot be read. Should one be damaged later, it allows nothing.
  const planned = read.success ? read.data.filesToTouch : [];
  const files = new Set(planned.map(({ path }) => pathKey({ path })));
  for (const path of filesOf(approvals, "approved")) files.add(pathKey(path));
  return { planId: newest.id, files };
}

/** Of what was touched, that which the contract does not name: exact, to the byte and the case. Both sides of a rename count. */
export function deviations<Path extends TouchedPath>(contract: Contract, touched: readonly Path[]): Path[] {
  return touched.filter((path) => !contract.files.has(pathKey(path)));
}

/** The files of the questions about the contract that have this answer. */
export function filesOf(approvals: readonly Decided[], status: Approval["status"]): TouchedPath[] {
  return approvals.flatMap((approval) => {
    if (approval.kind !== "contract" || approval.status !== status) return [];
    return contractQuestion.safeParse(approval.payload).data?.files ?? [];
  });
}

/** No path that is UTF-8 can pass for one that is not, although both may look the same. */
export function pathKey({ path, raw }: TouchedPath): string {
  return raw === undefined ? path : `\0${raw}`;
}

/** The path of which this is the key. `path` is empty where `raw` tells it. */
export function pathOfKey(key: string): { path: string; raw?: string } {
  return key.startsWith("\0") ? { path: "", raw: key.slice(1) } : { path: key };
}
