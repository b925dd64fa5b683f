import * as z from "zod";
import { repositoryPath } from "../../../shared/model/common.ts";

/** A comment on a line of a thread's files, not sent yet. */
const reviewComment = z.object({
  id: z.string().max(60),
  path: repositoryPath,
  /** From 1; the last line of what was marked. */
  line: z.int().positive(),
  /** First line of what was marked; `line` when it is one. */
  firstLine: z.int().positive(),
  /** The text of `line` when it was commented, to find it again after the agent went on. */
  quote: z.string().max(500),
  text: z.string().min(1).max(20_000),
});
export type ReviewComment = z.infer<typeof reviewComment>;

const review = z.object({ comments: z.array(reviewComment).max(500) });

/** What was kept; nothing when it was not written by this or a like version. */
export function parseReview(text: string): ReviewComment[] {
  try {
    return review.parse(JSON.parse(text)).comments;
  } catch {
    // Another version's draft cannot be shown; it stays on the runner until something is written over it.
    return [];
  }
}
