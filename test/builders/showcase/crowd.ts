import { askForPlan, samplePlan } from "../approvals.ts";
import { startTestBed, type TestBed } from "../runner.ts";
import { instruct } from "../scenario.ts";
import type { ScenarioStep } from "../../../runner/agents/scripted/scenario.ts";

export interface Crowd {
  bed: TestBed;
  /** A thread whose timeline is long and whose every text is too long. */
  long: { threadId: string; title: string };
  /** A thread with a plan that is as long as its reader's patience. */
  planned: { threadId: string; title: string };
}

const longTitle =
  "Replace the hand-written parser of configuration files by one that keeps comments, blank lines and the order of keys, in all eleven services";

/** A runner with far too much of everything: what a view does then is seen in pictures. Dispose of its bed. */
export async function startCrowd(): Promise<Crowd> {
  await using made = new AsyncDisposableStack();
  const bed = made.use(
    await startTestBed({
      project: {
        name: "the-monorepo-of-the-whole-company-with-a-name-that-nobody-types-twice",
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
  const jobs: { threadId: string; jobId: string }[] = [];
  for (const input of held) {
    const { thread, job } = await bed.client.api.threads.start.mutate(input);
    jobs.push({ threadId: thread.id, jobId: job.id });
  }
  for (const { jobId } of jobs.slice(0, 30)) await askForPlan(bed, { jobId });
  const title = `Long work: ${longTitle}`;
  const { thread, job } = await bed.client.api.threads.start.mutate({
    project,
    title,
    instruction: instruct(title, { steps: longWork() }),
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
  made.move();
  return {
    bed,
    long: { threadId: thread.id, title },
    planned: { threadId: planned.thread.id, title: plannedTitle },
  };
}

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
