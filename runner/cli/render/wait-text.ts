import { type WaitReason, waitReasonText } from "../../../shared/wait-reason.ts";
import { shortenIds } from "./short-id.ts";

/** Why a job waits, with ids as short as everywhere else on the screen. */
export function waitText(reason: WaitReason): string {
  return shortenIds(waitReasonText(reason));
}
