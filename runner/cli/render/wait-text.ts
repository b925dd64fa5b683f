import { type WaitReason, waitReasonText } from "../../../shared/wait-reason.ts";
import { shortId } from "./short-id.ts";

/** Why a job waits, with ids as short as everywhere else on the screen. */
export function waitText(reason: WaitReason): string {
  return waitReasonText(reason).replace(/\b[a-z]{2,4}_[0-9a-z]{26}\b/g, shortId);
}
