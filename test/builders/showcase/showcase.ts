import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { StartThreadInput } from "../../../shared/api/inputs.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import { askForPlan, samplePlan } from "../approvals.ts";
import { temporaryDirectory } from "../directory.ts";
import { startTestBed, type TestBed } from "../runner.ts";
import { shopFiles } from "./files.ts";
import { showcaseScenario } from "./scenario.ts";

const scriptedAgent = join(import.meta.dirname, "../../../dist/runner/scripted-agent.js");

export interface Showcase extends AsyncDisposable {
  bed: TestBed;
  /** Ids of threads by their titles. */
  threads: Map<string, string>;
}

/**
 * A runner on which a day's work is going on: a thread in every state that a person meets, made by real runs of a
 * scripted agent. Those at work stay at work.
 */
export async function startShowcase(): Promise<Showcase> {
  await using made = new AsyncDisposableStack();
  const { path: folder } = made.use(await temporaryDirectory());
  const gate = join(folder, "go-on");
  const scenario = join(folder, "scenario.json");
  const hourMs = 3_600_000;
  await writeFile(scenario, JSON.stringify(showcaseScenario(gate, Date.now() + 2 * hourMs)));
  await mkdir(join(folder, "bed"));
  const scripted = [process.execPath, scriptedAgent, "--scenario", scenario];
  const policies = { permissions: "ask", publish: "branch", retry_limit: 2, verify: ["scripts/lint", "scripts/test"] };
  const bed = made.use(
    await startTestBed({
      parent: join(folder, "bed"),
      files: shopFiles(gate),
      runtime: { max_concurrent_jobs: 8 },
      agents: {
        claude: { adapter: "acp", command: [...scripted, "--acp", "--state", join(folder, "sessions")] },
        codex: { adapter: "command", command: scripted },
      },
      project: {
        name: "shop",
        job_types: {
          implement: { agent: "claude", ...policies },
          continue: { agent: "claude", ...policies },
          review: { agent: "claude", publish: "none", write_mode: "read_only", verify: [] },
        },
      },
    }),
  );
  const threads = new Map<string, string>();

  async function start(title: string, instruction: string, more: Partial<StartThreadInput> = {}) {
    const input = { project: "shop", title, instruction, ...more };
    const { thread, job } = await bed.client.api.threads.start.mutate(input);
    threads.set(title, thread.id);
    const seen = (fits: (event: TimelineEvent) => boolean) =>
      bed.event((event) => event.threadId === thread.id && fits(event));
    return { threadId: thread.id, jobId: job.id, seen };
  }

  for (const [title, instruction] of [
    ["Fix CI on main", "Find out why CI fails on main, and fix it."],
    ["Add a health check", "Add a health check to the API."],
    ["Say in the README how to run it", "The README does not say how to run it."],
  ] as const) {
    const { jobId } = await start(title, instruction);
    await bed.settled(jobId);
  }
  const failed = await start("Rename the billing module", "Rename the billing module to invoices.", { retryLimit: 0 });
  await bed.settled(failed.jobId);
  const cache = await start(
    "Cache invalidation for user updates",
    "Build cache invalidation for user updates. A changed user must be seen at once; a guessed time to live is not good enough.",
    { retryLimit: 2 },
  );
  const login = await start("Flaky login test", "Fix the flaky login test.");
  const limited = await start("Migrate the configuration to YAML", "Migrate config to YAML.", { agent: "codex" });
  const asking = await start("Upgrade to Node 24", "Upgrade everything to Node 24.");
  const planned = await start("Retry queue drops jobs", "The retry queue drops jobs that come while it drains.");
  await start("Document the new cache", "Document how the cache works now.", { dependsOn: [cache.threadId] });
  await start("Document the webhook API", "Write docs/webhooks.md.", { hold: true });
  await start("Try the new test runner", "Move the tests to node --test.", { hold: true, priority: 4 });

  await asking.seen(({ type }) => type === "approval.requested");
  await login.seen((event) => event.type === "agent.tool_call" && event.data.title === "scripts/test");
  await limited.seen((event) => event.type === "job.status" && event.data.to === "retry_queued");
  await planned.seen(({ type }) => type === "agent.tool_result");
  await askForPlan(bed, { jobId: planned.jobId, plan: retryPlan });
  // The first attempt fails its tests; the second one's go on.
  let tested = 0;
  await cache.seen((event) => event.type === "step.started" && event.data.name.includes("test") && (tested += 1) === 2);
  const owned = made.move();
  return { bed, threads, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const retryPlan = samplePlan({
  title: "Retry queue keeps what comes while it drains",
  summary: "`RetryQueue.drain` takes the list as it is and **replaces it afterwards**: jobs pushed meanwhile are lost.",
  approach:
    "Take the jobs out one by one, so that there is no moment at which the list is replaced. A job that fails goes back to the end, with its attempts counted.",
  steps: [
    { title: "Take jobs out one by one", detail: "`shift()` until the list is empty; nothing is assigned afterwards." },
    {
      title: "Put a failed job back",
      detail: "At the end, with `attempts + 1`; after five it is reported and dropped.",
    },
    { title: "Cover both with tests", detail: "A push during `drain`, and a job that fails twice." },
  ],
  filesToTouch: [
    { path: "src/queue/retry.js", change: "changed", reason: "the loop" },
    { path: "src/queue/attempts.js", change: "new", reason: "counts attempts" },
    { path: "test/queue/retry.test.js", change: "new", reason: "there is none yet" },
  ],
  risks: ["A job that always fails keeps the queue busy: hence the limit of five attempts."],
  acceptance: "`scripts/test` passes, and a job pushed during `drain` is worked on in the same call.",
});
