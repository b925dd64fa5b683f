import * as z from "zod";
import { plainLine } from "../plain-line.ts";

/** What the person chose beside the instruction; what is left out is the runner's to decide. */
export const jobChoice = z.object({
  jobType: z.string().optional(),
  agent: z.string().optional(),
  model: z.string().optional(),
});
export type JobChoice = z.infer<typeof jobChoice>;

export function hasChoice({ jobType, agent, model }: JobChoice): boolean {
  return jobType !== undefined || agent !== undefined || model !== undefined;
}

export function choiceText({ jobType, agent, model }: JobChoice): string {
  return [jobType, agent, model].flatMap((part) => (part === undefined ? [] : plainLine(part, 40))).join(", ");
}
