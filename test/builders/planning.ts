import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Scenario, ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import type { Approval } from "../../shared/model/approval.ts";
import { startTestBed, type TestBed, type TestBedOptions } from "./runner.ts";

const scriptedAgent = join(import.meta.dirname, "../../dist/runner/scripted-agent.js");

/** A plan as agents write one. */
function writtenPlan(change: object = {}): object {
  return {
    title: "A greeting",
    summary: "Whoever comes is greeted.",
    approach: "One file with the words.",
    steps: [{ title: "Write the greeting", detail: "In one line." }, "Look at it"],
    files_to_touch: [{ path: "greeting.txt", change: "new", reason: "holds the words" }],
    risks: ["Nobody reads it."],
    acceptance_check: "greeting.txt says hello",
    ...change,
  };
}

export function sayPlan(change: object = {}): ScenarioStep {
  return { say: `Here it is.\n\n\`\`\`json\n${JSON.stringify(writtenPlan(change), undefined, 2)}\n\`\`\`` };
}

export const greet: ScenarioStep = { write: { path: "greeting.txt", content: "hello\n" } };

/** Plans, and plans again when changes are asked for. */
export const planningCases: Extract<Scenario, { cases: unknown }>["cases"] = [
  {
    when: { phase: "plan", instruction: "^## Changes to the plan" },
    steps: [{ session: "s-1" }, sayPlan({ title: "A shorter greeting" })],
  },
  {
    when: { phase: "plan" },
    steps: [{ session: "s-1" }, { usage: { input: 100, output: 10, costUsd: 0.5 } }, sayPlan()],
  },
];

/** Does what it planned, too. */
export const goodPlanner: Scenario = {
  cases: [...planningCases, { when: { phase: "work" }, steps: [greet, { say: "Greeted." }] }],
};

export interface PlanningBed extends TestBed {
  /** Starts an interactive job. */
  begin(more?: object): Promise<{ jobId: string; threadId: string }>;
  /** The pending plan of the job, once its run ended by asking. */
  asked(jobId: string, number?: number): Promise<Approval>;
  detail(jobId: string): ReturnType<TestBed["client"]["api"]["jobs"]["get"]["query"]>;
  /** What the agent of a run read on its stdin. */
  told(runId: string): Promise<string>;
}

/** A runner whose agent `script` plays the scenario, whatever it is told. */
export async function startPlanningBed(scenario: Scenario, options: TestBedOptions = {}): Promise<PlanningBed> {
  const folder = await mkdtemp(join(options.parent ?? tmpdir(), "spool-scenario-"));
  const file = join(folder, "scenario.yml");
  await writeFile(file, stringify(scenario));
  const bed = await startTestBed({
    ...options,
    agents: {
      script: { adapter: "command", command: [process.execPath, scriptedAgent, "--scenario", file] },
      ...options.agents,
    },
  });
  const detail = (jobId: string) => bed.client.api.jobs.get.query({ jobId });
  return Object.assign(Object.create(bed) as TestBed, {
    async begin(more: object = {}) {
      const start = { project: "demo", instruction: "Greet whoever comes", mode: "interactive" as const, ...more };
      const { job } = await bed.client.api.threads.start.mutate(start);
      return { jobId: job.id, threadId: job.threadId };
    },
    async asked(jobId: string, number = 1) {
      const requested = await bed.event((event) => {
        if (event.type !== "approval.requested" || event.jobId !== jobId || event.data.kind !== "plan") return false;
        number -= 1;
        return number === 0;
      });
      const approvalId = requested.type === "approval.requested" ? requested.data.approvalId : "";
      return (await bed.client.api.approvals.get.query({ approvalId })).approval;
    },
    detail,
    told: (runId: string) =>
      readFile(join(bed.config.runtime.dataDirectory, "runs", runId, "processes", "agent", "in"), "utf8"),
  });
}
