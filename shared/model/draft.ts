import * as z from "zod";
import { id, time } from "./common.ts";

/** Where a person writes: the thread's composer, its review, the answer to one plan. */
export const draftKey = z
  .string()
  .max(100)
  .regex(/^(?:composer|review|plan:\w{1,80})$/, "composer, review or plan:<approval id>");

export const draftText = z.string().max(200_000);

/** What somebody has half written. There is one for each place of a thread, whoever writes: the last one to write wins. */
export const draft = z.object({
  threadId: id,
  key: draftKey,
  text: draftText.min(1),
  updatedAt: time,
  /** The token's name. */
  by: z.string(),
});
export type Draft = z.infer<typeof draft>;
