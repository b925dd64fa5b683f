import type { Approval } from "../../../shared/model/approval.ts";
import { contractQuestion } from "../../../shared/model/contract.ts";
import type { Run } from "../../../shared/model/run.ts";
import { filesOf } from "./contract.ts";

/** How a run ended that asks about its contract. `asked`: all of its agent's work was done. */
export const contractClasses = {
  asked: "contract.asked",
  unfinished: "contract.unfinished",
  refused: "contract.refused",
};

/** The run whose answer the next one goes on with: runs that were lost since have not used it up. */
export function askedRun(earlier: readonly Run[]): Run | undefined {
  const last = earlier.findLast(({ status }) => status !== "lost");
  const { asked, unfinished } = contractClasses;
  return last?.failureClass === asked || last?.failureClass === unfinished ? last : undefined;
}

/** What the agent is told of the answers to what a run asked; null when it asked nothing, or nothing follows from it. */
export function contractRemediation(earlier: readonly Run[], approvals: readonly Approval[]): string | null {
  const run = askedRun(earlier);
  if (!run) return null;
  const ofRun = approvals.filter(({ runId }) => runId === run.id);
  const refused = ofRun.filter(({ status }) => status === "rejected");
  const granted = ofRun.filter(({ status }) => status === "approved");
  const parts: string[] = [];
  if (refused.length > 0) parts.push(takeBack(names(refused, "rejected"), refused));
  if (granted.length > 0) {
    parts.push(
      `A person granted these files, which the plan does not name; they are part of it now:\n${names(granted, "approved")}`,
    );
  }
  return parts.length === 0 ? null : `${parts.join("\n\n")}\n\nGo on with the work where it stands.`;
}

/** Also for a file that a person refused while the agent worked, and that it touched all the same. */
export function takeBack(files: string, approvals: readonly Pick<Approval, "comment">[] = []): string {
  const comments = approvals.flatMap(({ comment }) => (comment === null ? [] : [`> ${comment}`]));
  const words =
    "A person refused changes to these files, which the approved plan does not name. Put each back to what it was before your work:";
  return [`${words}\n${files}`, ...comments].join("\n\n");
}

function names(approvals: readonly Approval[], status: Approval["status"]): string {
  return filesOf(approvals, status)
    .map(({ path }) => `- ${path}`)
    .join("\n");
}

/** Whether what a question about the contract asks for was kept from happening. */
export function isAboutTool(payload: Approval["payload"]): boolean {
  return contractQuestion.safeParse(payload).data?.source === "tool";
}

/** Whether all that is asked was seen in what the agent left, rather than kept from happening. */
export function isWorkComplete(approvals: readonly Approval[]): boolean {
  return approvals.every(({ kind, status, payload }) => {
    return kind !== "contract" || status !== "pending" || !isAboutTool(payload);
  });
}
