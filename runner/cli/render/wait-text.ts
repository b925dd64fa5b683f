import { type WaitReason, waitReasonText } from "../../../shared/wait-reason.ts";
import { shortenIds } from "./short-id.ts";

/** Why a job waits, with ids as short as everywhere else on the screen, and times of this machine's clock. */
export function waitText(reason: WaitReason, now: number): string {
  return shortenIds(waitReasonText(reason, now));
}
