import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Scenario, ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { type PlanningBed, sayPlan, startPlanningBed } from "./planning.ts";
import type { TestBedOptions } from "./runner.ts";

const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");

export interface ContractBed extends PlanningBed {
  /** An interactive job whose plan, which names greeting.txt alone, is approved. */
  approved(more?: object): Promise<{ jobId: string; threadId: string }>;
  /** The pending question about the contract, once there is one. */
  deviation(jobId: string): Promise<Approval>;
  /** Once the job is in that status. */
  reached(jobId: string, status: string): Promise<void>;
}

/**
 * A runner whose agent plans to write greeting.txt and then does `work`, and `again` once it is told of an answer. It is
 * one that can be asked with `canAsk`.
 */
export async function startContractBed(
  work: ScenarioStep[],
  options: TestBedOptions & { again?: ScenarioStep[]; canAsk?: boolean } = {},
): Promise<ContractBed> {
  const { again = [], canAsk = false, ...rest } = options;
  const scenario: Scenario = {
    cases: [
      { when: { phase: "plan" }, steps: [{ session: "s-1" }, sayPlan()] },
      { when: { phase: "work", instruction: "A person (refused|granted)" }, steps: again },
      { when: { phase: "work" }, steps: work },
    ],
  };
  const folder = await mkdtemp(join(tmpdir(), "spool-contract-"));
  const file = join(folder, "scenario.yml");
  await writeFile(file, stringify(scenario));
  const asking = [process.execPath, scriptedAgent, "--acp", "--state", folder, "--scenario", file];
  const agents = canAsk ? { script: { adapter: "acp", command: asking } } : {};
  const bed = await startPlanningBed(scenario, { ...rest, agents: { ...agents, ...rest.agents } });
  return Object.assign(Object.create(bed) as PlanningBed, {
    async approved(more: object = {}) {
      const begun = await bed.begin(more);
      const { revision } = await bed.asked(begun.jobId);
      await bed.client.api.jobs.approve.mutate({ jobId: begun.jobId, revision });
      return begun;
    },
    async deviation(jobId: string) {
      await bed.event(
        (event) => event.type === "approval.requested" && event.jobId === jobId && event.data.kind === "contract",
      );
      const { approvals } = await bed.detail(jobId);
      const found = approvals.find(({ kind, status }) => kind === "contract" && status === "pending");
      if (!found) throw new Error("nothing is asked about the contract");
      return found;
    },
    async reached(jobId: string, status: string) {
      await bed.event((event) => event.type === "job.status" && event.jobId === jobId && event.data.to === status);
    },
  });
}
