import type { Job } from "../../../shared/model/job.ts";
import type { AgentChoice } from "../verdict.ts";

/** Who would take over from the job's agent; null when nobody is set, it is not configured any more, or it did already. */
export function backupOf(job: Job, isConfigured: (agent: string) => boolean): AgentChoice | null {
  if (job.escalatedFrom !== null || (job.backupAgent === null && job.backupModel === null)) return null;
  const agent = job.backupAgent ?? job.agent;
  if (!isConfigured(agent)) return null;
  return agent === job.agent && job.backupModel === job.model ? null : { agent, model: job.backupModel };
}

export function choiceText({ agent, model }: AgentChoice): string {
  return model === null ? agent : `${agent} ${model}`;
}
