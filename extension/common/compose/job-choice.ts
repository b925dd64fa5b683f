import { plainLine } from "../plain-line.ts";
import { isOptionalText, isRecord } from "../stored.ts";

/** What the person chose beside the instruction; what is left out is the runner's to decide. */
export interface JobChoice {
  jobType?: string | undefined;
  agent?: string | undefined;
  model?: string | undefined;
}

/** What was chosen last for a thread to be started. */
export interface StartChoice extends JobChoice {
  project?: string | undefined;
}

/** From where this editor kept it; nothing when it is not what this version wrote. */
export function keptChoice(value: unknown): StartChoice {
  const { jobType, agent, model, project } = isRecord(value) ? value : {};
  const isWhole = isOptionalText(jobType) && isOptionalText(agent) && isOptionalText(model) && isOptionalText(project);
  return isWhole ? { jobType, agent, model, project } : {};
}

export function hasChoice({ jobType, agent, model }: JobChoice): boolean {
  return jobType !== undefined || agent !== undefined || model !== undefined;
}

export function choiceText({ jobType, agent, model }: JobChoice): string {
  return [jobType, agent, model].flatMap((part) => (part === undefined ? [] : plainLine(part, 40))).join(", ");
}
