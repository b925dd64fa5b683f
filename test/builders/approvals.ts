import { requestApproval } from "../../runner/core/request-approval.ts";
import { findJob } from "../../runner/core/references.ts";
import { moveJob } from "../../runner/core/transitions.ts";
import { offer } from "../../shared/budget/offer.ts";
import { type Approval, approval } from "../../shared/model/approval.ts";
import { type Plan, plan as planSchema } from "../../shared/model/plan.ts";
import type { Core } from "../../runner/core/core.ts";

/** A plan of two steps and three files, with what is given in place of the rest. */
export function samplePlan(change: Partial<Plan> = {}): Plan {
  return planSchema.parse({
    title: "Cache invalidation for user updates",
    summary: "Entries of `UserCache` go when the user they hold changes.",
    approach: "Listen to the events of the store instead of guessing a time to live.",
    steps: [
      { title: "Drop the entry on update", detail: "In `UserCache.set`, by the user's id." },
      { title: "Cover it with a test", detail: "One that fails today." },
    ],
    filesToTouch: [
      { path: "src/cache/user.ts", change: "changed", reason: "holds the entries" },
      { path: "test/cache/user.test.ts", change: "new", reason: "the missing test" },
      { path: "src/cache/ttl.ts", change: "deleted", reason: "nothing needs it then" },
    ],
    risks: ["Two writers at the same instant."],
    acceptance: "`npm test` passes, and a changed user is seen at once.",
    author: "claude opus",
    number: 1,
    ...change,
  });
}

/** A pending plan of a job, asked as the engine asks: on the job's newest run, if it has one. */
export async function askForPlan(
  bed: { runner: { core: Core } },
  request: { jobId: string; plan?: Plan },
): Promise<Approval> {
  const { core } = bed.runner;
  const plan = planSchema.parse(request.plan ?? samplePlan());
  return core.store.write(async (transaction) => {
    const job = await findJob(transaction, request.jobId);
    return requestApproval(core, transaction, {
      job,
      runId: (await transaction.runs.forJob(job.id)).at(-1)?.id ?? null,
      kind: "plan",
      requestKey: `plan-${plan.number}`,
      title: plan.title,
      payload: approval.shape.payload.parse(plan),
      detail: plan.summary,
      now: core.clock.now(),
    });
  });
}

/** What a job asks whose budget is used up, as the engine asks when its run ends; of the job itself, in turns, unless said otherwise. */
export async function askForBudget(
  bed: { runner: { core: Core } },
  jobId: string,
  { title, payload }: ReturnType<typeof offer> = offer(
    { scope: "job", kind: "turns", used: 10, limit: 10, partlyUnknown: false },
    10,
    null,
  ),
): Promise<Approval> {
  const { core } = bed.runner;
  return core.store.write(async (transaction) => {
    const now = core.clock.now();
    const job = await findJob(transaction, jobId);
    const runId = (await transaction.runs.forJob(job.id)).at(-1)?.id ?? null;
    await moveJob(transaction, job, "blocked", { now, parked: true, reason: title });
    const question = { kind: "budget", requestKey: "budget", title, payload, detail: null } as const;
    return requestApproval(core, transaction, { job: await findJob(transaction, jobId), runId, ...question, now });
  });
}
