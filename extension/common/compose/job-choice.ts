import { plainLine } from "../plain-line.ts";
import { isOptionalText, isRecord } from "../stored.ts";

/** What the person chose beside the instruction; what is left out is the runner's to decide. */
export interface JobChoice {
  jobType?: string | undefined;
  agent?: string | undefined;
  model?: string | undefined;
  /** Whether it plans first. */
  mode?: "autonomous" | "interactive" | undefined;
  maxCostUsd?: number | undefined;
}

/** What was chosen last for a thread to be started. */
export interface StartChoice extends JobChoice {
  project?: string | undefined;
}

/** From where this editor kept it; nothing when it is not what this version wrote. */
export function keptChoice(value: unknown): StartChoice {
  const { jobType, agent, model, project, mode, maxCostUsd } = isRecord(value) ? value : {};
  const isWhole = isOptionalText(jobType) && isOptionalText(agent) && isOptionalText(model) && isOptionalText(project);
  const gates = {
    ...((mode === "autonomous" || mode === "interactive") && { mode }),
    ...(typeof maxCostUsd === "number" && maxCostUsd > 0 && { maxCostUsd }),
  } satisfies JobChoice;
  return isWhole ? { jobType, agent, model, project, ...gates } : {};
}

export function hasChoice(choice: JobChoice): boolean {
  return choiceText(choice) !== "";
}

export function choiceText({ jobType, agent, model, mode, maxCostUsd }: JobChoice): string {
  const gates = [
    mode && (mode === "interactive" ? "plans first" : "goes ahead"),
    maxCostUsd !== undefined ? `$${maxCostUsd} at most` : undefined,
  ];
  return [jobType, agent, model, ...gates].flatMap((part) => (part ? plainLine(part, 40) : [])).join(", ");
}
