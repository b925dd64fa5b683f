import { createHash } from "node:crypto";
import type { Approval } from "../../../shared/model/approval.ts";
import { approval } from "../../../shared/model/approval.ts";
import {
  type ContractQuestion,
  type DeviatingFile,
  type DeviationSource,
  mostDeviatingFiles,
} from "../../../shared/model/contract.ts";
import { pathKey } from "./contract.ts";

/** What a person is asked about files outside the contract; `detail` is for the timeline. */
export function contractQuestionOf(
  files: readonly DeviatingFile[],
  { source, planId }: { source: DeviationSource; planId: string },
): { requestKey: string; title: string; payload: Approval["payload"]; detail: string } {
  const named = files.slice(0, mostDeviatingFiles);
  const question: ContractQuestion = { files: [...named], source, planId };
  const keys = named.map(pathKey).toSorted();
  const requestKey = `contract-${createHash("sha256").update(JSON.stringify(keys)).digest("hex").slice(0, 24)}`;
  return {
    requestKey,
    title: deviationTitle(named),
    payload: approval.shape.payload.parse(question),
    detail: named.map(fileLine).join("\n"),
  };
}

function deviationTitle(files: readonly DeviatingFile[]): string {
  const first = files[0]?.path ?? "";
  if (files.length === 1) return `${first} is not in the approved plan`;
  const rest = files.length - 1;
  return `${first} and ${rest} more file${rest === 1 ? "" : "s"} are not in the approved plan`;
}

function fileLine({ path, change, additions, deletions }: DeviatingFile): string {
  const words = {
    added: "new",
    modified: "changed",
    deleted: "deleted",
    type_changed: "changed",
    wanted: "to be changed",
  };
  const counts = additions === null || deletions === null ? "" : ` +${additions} -${deletions}`;
  return `${path} (${words[change]}${change === "wanted" ? "" : counts})`;
}
