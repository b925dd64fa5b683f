import type { Scenario } from "../../../runner/agents/scripted/scenario.ts";
import { greet, planningCases, startPlanningBed } from "../planning.ts";
import type { TestBed } from "../runner.ts";

const hourMs = 3_600_000;

/** Does more than it planned, for most of what it may use; for one instruction its vendor has nothing left. */
const scenario: Scenario = {
  cases: [
    {
      when: { instruction: "limit" },
      steps: [{ fail: { failure: "rate_limit", message: "usage limit reached", resetAt: Date.now() + 2 * hourMs } }],
    },
    ...planningCases,
    {
      when: { phase: "work" },
      steps: [
        { session: "s-1" },
        { usage: { input: 80_000, output: 9_000, turns: 6, costUsd: 3.4 } },
        greet,
        { write: { path: "notes.md", content: "one\n" } },
        { write: { path: "src/words/of/greeting/in-all-the-languages-there-are.txt", content: "hallo\n" } },
        { say: "Greeted." },
      ],
    },
  ],
};

/** A runner on which gates hold everything: a plan, a contract with budgets near their end, a closed account. */
export async function startGates(): Promise<{ bed: TestBed } & AsyncDisposable> {
  const profile = { agent: "script", mode: "autonomous", publish: "patch", verify: [] };
  const bed = await startPlanningBed(scenario, {
    runtime: { budget: { usd_per_day: 25 } },
    project: {
      contract: "ask",
      budget: { usd_per_day: 4.5, turns_per_day: 40 },
      job_types: { implement: { ...profile, max_cost_usd: 10, max_turns: 7 }, continue: profile },
    },
  });
  const { api } = bed.client;
  const { jobId } = await bed.begin();
  const { id: approvalId, revision } = await bed.asked(jobId);
  await api.approvals.decide.mutate({ approvalId, revision, decision: "approve" });
  await bed.event((event) => event.type === "approval.requested" && event.data.kind === "contract");
  const other = await bed.begin({ instruction: "Say goodbye to whoever goes", title: "Say goodbye" });
  await bed.asked(other.jobId);
  const title = "Out of its limit";
  await bed.begin({ instruction: "Reach the limit", title, mode: "autonomous" });
  await bed.event((event) => event.type === "job.status" && event.data.to === "retry_queued");
  return { bed, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}
