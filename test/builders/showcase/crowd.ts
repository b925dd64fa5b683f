import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { askForPlan, samplePlan } from "../approvals.ts";
import { temporaryDirectory } from "../directory.ts";
import { instruct } from "../scenario.ts";
import { startTestBed, type TestBed } from "../runner.ts";
import type { ScenarioStep } from "../../../runner/agents/scripted/scenario.ts";

export interface Crowd extends AsyncDisposable {
  bed: TestBed;
  /** A thread whose timeline is long and whose every text is too long. */
  long: { threadId: string; title: string };
  /** A thread with a plan that is as long as its reader's patience. */
  planned: { threadId: string; title: string };
}

const scriptedAgent = join(import.meta.dirname, "../../../dist/runner/scripted-agent.js");

const longTitle =
  "Replace the hand-written parser of configuration files by one that keeps comments, blank lines and the order of keys, in all eleven services";

/** A runner with far too much of everything: what a view does then is seen in pictures. */
export async function startCrowd(): Promise<Crowd> {
  await using made = new AsyncDisposableStack();
  const { path: folder } = made.use(await temporaryDirectory());
  const scenario = join(folder, "scenario.json");
  await writeFile(scenario, JSON.stringify({ steps: longWork() }));
  const bed = made.use(
    await startTestBed({
      agents: { script: { adapter: "command", command: [process.execPath, scriptedAgent, "--scenario", scenario] } },
      runtime: { max_concurrent_jobs: 7 },
      project: {
        name: "the-monorepo-of-the-whole-company-that-nobody-types-by-hand",
        job_types: { implement: { agent: "script", publish: "patch", verify: [] } },
      },
    }),
  );
  const project = bed.config.projects[0]?.name ?? "";
  const held = Array.from({ length: 240 }, (_, index) => ({
    project,
    title: index % 3 === 0 ? `${longTitle} (${index})` : `Small thing ${index}`,
    instruction: "Later.",
    hold: true,
  }));
  for (const input of held) await bed.client.api.threads.start.mutate(input);
  for (let index = 0; index < 6; index += 1) {
    const title = `${longTitle} (question ${index})`;
    const steps = [{ ask: { title: wide } }];
    await bed.client.api.threads.start.mutate({ ...asking, project, title, instruction: instruct(title, { steps }) });
  }
  let asked = 0;
  await bed.event(({ type }) => type === "approval.requested" && (asked += 1) === 6);
  const title = `Long work: ${longTitle}`;
  const { thread, job } = await bed.client.api.threads.start.mutate({
    project,
    title,
    instruction: `${wide}\n\n`.repeat(20),
  });
  await bed.settled(job.id);
  const plannedTitle = `Long plan: ${longTitle}`;
  const planned = await bed.client.api.threads.start.mutate({
    project,
    title: plannedTitle,
    instruction: "Plan it.",
    hold: true,
  });
  await askForPlan(bed, { jobId: planned.job.id, plan: longPlan() });
  const owned = made.move();
  return {
    bed,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
    long: { threadId: thread.id, title },
    planned: { threadId: planned.thread.id, title: plannedTitle },
  };
}

const asking = { agent: "acp", permissions: "ask" } as const;
const word = "Donaudampfschifffahrtsgesellschaftskapitänsmütze";
const wide = `${word.repeat(12)} and then some.`;

function longWork(): ScenarioStep[] {
  const table = [
    "| service | owner | state |",
    "| --- | --- | --- |",
    ...Array.from({ length: 30 }, (_, row) => `| ${word} ${row} | ${word} | ${"x".repeat(90)} |`),
  ];
  return [
    { say: wide },
    { say: `# A heading\n\n${table.join("\n")}\n\n\`\`\`js\n${"const aVeryLongLine = 1; ".repeat(40)}\n\`\`\`\n` },
    {
      plan: Array.from({ length: 60 }, (_, index) => ({
        text: `${longTitle}, part ${index}`,
        status: "pending" as const,
      })),
    },
    ...Array.from({ length: 300 }, (_, index): ScenarioStep[] => [
      {
        write: {
          path: `services/${word}/${"deep/".repeat(index % 12)}file-${index}.ts`,
          content: "export {};\n".repeat(index),
        },
      },
      ...(index % 10 === 0 ? [{ say: `Step ${index}: ${wide}` }] : []),
    ]).flat(),
    { run: "seq 1 5000" },
    { run: "false" },
    { usage: { input: 98_000_000, cachedInput: 990_000_000, output: 7_000_000, costUsd: 1234.56, turns: 4321 } },
  ];
}

function longPlan() {
  return samplePlan({
    title: longTitle,
    summary: `${wide}\n\n`.repeat(6),
    steps: Array.from({ length: 60 }, (_, index) => ({ title: `${longTitle}, part ${index}`, detail: wide })),
    filesToTouch: Array.from({ length: 200 }, (_, index) => ({
      path: `services/${word}/${"deep/".repeat(index % 12)}file-${index}.ts`,
      change: (["new", "changed", "deleted"] as const)[index % 3] ?? "new",
      reason: index % 7 === 0 ? wide : "",
    })),
    risks: Array.from({ length: 12 }, () => wide),
  });
}
