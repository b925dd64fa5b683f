import type { JobFields } from "../../../shared/api/inputs.ts";
import { SpoolError } from "../../../shared/errors.ts";
import { eventTextLimit } from "../../../shared/events/catalogue.ts";
import { noAmounts } from "../../../shared/budget/amounts.ts";
import type { Job, JobProfile } from "../../../shared/model/job.ts";
import type { Project } from "../../../shared/model/project.ts";
import type { Thread } from "../../../shared/model/thread.ts";
import { deriveTitle, shorten } from "../../../shared/text.ts";
import type { Writes } from "../../store/port.ts";
import type { Caller, Core } from "../core.ts";
import { refreshThread, subjectOf } from "../transitions.ts";

const defaultVerifyTimeoutMs = 30 * 60_000;

/**
 * Appends a job to a thread: the job type's profile with what the caller said over it, resolved now, so that a later
 * change of the configuration does not change work that was already asked for.
 */
export async function createJob(
  core: Core,
  transaction: Writes,
  request: { thread: Thread; project: Project; fields: JobFields; caller: Caller; now: number },
): Promise<Job> {
  const { thread, project, fields, caller, now } = request;
  if (thread.archivedAt !== null) {
    throw new SpoolError("conflict", `thread ${thread.id} is archived`, {
      hint: `take it back first: spool thread archive --undo ${thread.id}`,
    });
  }
  const profile = await findProfile(transaction, request);
  if (!profile) {
    throw new SpoolError("invalid_input", `project ${project.name} has no job type ${fields.jobType}`, {
      hint: `its job types: ${Object.keys(project.jobTypes).join(", ")}`,
      details: { field: "jobType" },
    });
  }
  const agent = fields.agent ?? profile.agent;
  const agents = core.limits().agents;
  if (!agents.has(agent)) {
    throw new SpoolError("invalid_input", `no agent ${agent} is configured`, {
      hint: `configured agents: ${[...agents.keys()].join(", ") || "none, see agents: in spool.yml"}`,
      details: { field: "agent" },
    });
  }
  const backupAgent = fields.backupAgent ?? profile.backupAgent;
  if (fields.backupAgent !== undefined && !agents.has(fields.backupAgent)) {
    throw new SpoolError("invalid_input", `no agent ${fields.backupAgent} is configured`, {
      hint: `configured agents: ${[...agents.keys()].join(", ") || "none, see agents: in spool.yml"}`,
      details: { field: "backupAgent" },
    });
  }
  const job: Job = {
    ...profile,
    id: core.ids.make("job"),
    threadId: thread.id,
    projectId: project.id,
    type: fields.jobType,
    title: fields.title ?? deriveTitle(fields.instruction),
    instruction: fields.instruction,
    acceptance: fields.acceptance ?? null,
    prompt: fields.prompt ?? null,
    agent,
    // Who pays and the model belong to an agent: another agent does not inherit the profile's.
    billing: agent === profile.agent ? profile.billing : (agents.get(agent)?.billing ?? "api"),
    model: fields.model ?? (agent === profile.agent ? profile.model : null),
    mode: fields.mode ?? profile.mode,
    writeMode: fields.writeMode ?? profile.writeMode,
    verify:
      fields.verify?.map((run) => ({ name: run.slice(0, 100), run, timeoutMs: defaultVerifyTimeoutMs })) ??
      profile.verify,
    publish: fields.publish ?? profile.publish,
    permissions: fields.permissions ?? profile.permissions,
    contract: fields.contract ?? profile.contract,
    timeoutMs: fields.timeoutMs ?? profile.timeoutMs,
    retryLimit: fields.retryLimit ?? profile.retryLimit,
    maxTurns: fields.maxTurns ?? profile.maxTurns,
    maxCostUsd: fields.maxCostUsd ?? profile.maxCostUsd,
    backupAgent,
    backupModel: fields.backupModel ?? (backupAgent === profile.backupAgent ? profile.backupModel : null),
    // Checks that are given with one job say what it is to bring about: on the base they fail by nature.
    baseline: fields.baseline ?? (profile.baseline && fields.verify === undefined),
    maxTokens: fields.maxTokens ?? profile.maxTokens,
    maxMinutes: fields.maxMinutes ?? profile.maxMinutes,
    allowUnknownPrice: fields.allowUnknownPrice ?? profile.allowUnknownPrice,
    budgetExtra: noAmounts,
    budgetWarned: [],
    priority: fields.priority ?? thread.priority,
    // Whom a caller asks for is its own claim: who it is comes from its token.
    requestedBy: fields.requestedBy ? { ...caller.requester, onBehalfOf: fields.requestedBy } : caller.requester,
    metadata: fields.metadata ?? {},
    status: fields.hold ? "pending" : "queued",
    reason: null,
    attemptsUsed: 0,
    escalatedFrom: null,
    dueAt: null,
    cancelRequestedAt: null,
    owner: null,
    generation: 0,
    leaseUntil: null,
    summary: null,
    createdAt: now,
    updatedAt: now,
    startedAt: null,
    finishedAt: null,
  };
  if (job.writeMode === "read_only" && job.publish === "branch") job.publish = "none";
  await transaction.jobs.insert(job);
  await transaction.events.append(
    [
      {
        type: "job.created",
        ...subjectOf(job),
        data: {
          jobType: job.type,
          title: job.title,
          instruction: shorten(job.instruction, eventTextLimit),
          agent: job.agent,
          model: job.model,
          requestedBy: job.requestedBy,
        },
      },
    ],
    now,
  );
  await refreshThread(transaction, thread.id, now);
  return job;
}

/**
 * Every thread can be continued, also by a message: where the project has no job type of that name, as its newest job of
 * a type that may write was done.
 */
async function findProfile(
  transaction: Writes,
  { thread, project, fields }: { thread: Thread; project: Project; fields: JobFields },
): Promise<JobProfile | undefined> {
  const own = project.jobTypes[fields.jobType];
  if (own || fields.jobType !== "continue") return own;
  const earlier = (await transaction.jobs.forThread(thread.id)).toReversed();
  const profiles = earlier.flatMap(({ type }) => project.jobTypes[type] ?? []);
  return profiles.find(({ writeMode }) => writeMode === "workspace_write") ?? profiles[0];
}
