import type { Approval } from "../../../shared/model/approval.ts";
import { wholeQuestion } from "../notifications/whole-question.ts";
import { plainMessage } from "../plain-message.ts";

/**
 * All that a question asks as one line; only then may it be answered yes where no more than a line is shown. Undefined when
 * there is more to it: that is read where it was asked.
 */
export function shownInFull(approval: Pick<Approval, "kind" | "title" | "payload">): string | undefined {
  const { kind, title, payload } = approval;
  switch (kind) {
    case "permission":
      return wholeQuestion(approval);
    // What they offer says itself what follows.
    case "budget":
    case "liveness":
      return plainMessage(title);
    case "contract":
      return namesAll(title, payload["files"]) ? plainMessage(title) : undefined;
    case "plan":
    case "side_effect":
    case "publish":
    case "breakdown":
      return undefined;
    default:
      return undefined;
  }
}

/** What the title names are all the files, each as it is. */
function namesAll(title: string, files: unknown): boolean {
  const shown = plainMessage(title);
  if (!Array.isArray(files) || files.length === 0) return false;
  return files.every((file: unknown) => {
    const path: unknown = typeof file === "object" && file !== null && "path" in file ? file.path : undefined;
    return typeof path === "string" && plainMessage(path) === path && shown.includes(path);
  });
}
