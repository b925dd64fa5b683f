import { switchAgentInput } from "../../../shared/api/inputs.ts";
import { parseInput } from "../../../shared/api/parse.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { isJobActive, isJobFinal } from "../../../shared/machines/job.ts";
import type { Job } from "../../../shared/model/job.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import type { Caller, Core } from "../core.ts";
import { command } from "../idempotency.ts";
import { findJob } from "../references.ts";
import { refreshThread, subjectOf } from "../transitions.ts";

/**
 * Another agent for a job that no run holds: it keeps its place in the queue and its worktree's state, and the new agent
 * begins a session of its own. A blocked job stays blocked. Errors: `illegal_transition` while a run holds the job or
 * after it has ended, `not_found` for an agent that is not configured.
 */
export async function switchAgent(core: Core, caller: Caller, input: unknown): Promise<{ job: Job; thread: Thread }> {
  const request = parseInput(switchAgentInput, input);
  const { jobId, agent, model = null } = request;
  return command(core, caller, "job.switchAgent", request, async (transaction, now) => {
    const job = await findJob(transaction, jobId);
    const refused = refusal(job);
    if (refused) throw refused;
    const { agents } = core.limits();
    if (!agents.has(agent)) {
      throw new SpoolError("not_found", `no agent ${agent} is configured`, {
        hint: `agents are: ${[...agents.keys()].join(", ")}`,
        details: { what: "agent", id: agent, field: "agent" },
      });
    }
    const switched =
      agent === job.agent && model === job.model
        ? job
        : await transaction.jobs.update(jobId, { agent, model, updatedAt: now });
    if (switched !== job) {
      const data = { by: caller.name, from: job.agent, to: agent, model };
      await transaction.events.append([{ type: "job.agent_switched", ...subjectOf(job), data }], now);
    }
    return { job: switched, thread: await refreshThread(transaction, job.threadId, now) };
  });
}

function refusal({ id, status, agent }: Job): SpoolError | undefined {
  const details = { jobId: id, status };
  if (isJobFinal(status)) {
    return new SpoolError("illegal_transition", `job ${id} has ${status}: its agent cannot be switched any more`, {
      hint: `spool thread continue with --agent gives the work to another agent, or spool job retry ${id} first`,
      details,
    });
  }
  if (!isJobActive(status)) return undefined;
  const what = status === "waiting_approval" ? "asks a person" : `is at work with ${agent}`;
  return new SpoolError("illegal_transition", `job ${id} ${what}: its agent cannot be switched now`, {
    hint: status === "waiting_approval" ? "answer it first" : `cancel it first: spool job cancel ${id}`,
    details,
  });
}
