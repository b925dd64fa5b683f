import { mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { SpoolError } from "../../shared/errors.ts";
import { connectRunner } from "../cli/connect/connect.ts";
import { interrupted, watchJob } from "../cli/actions/watch.ts";
import { type CommandContext, onInterrupt } from "../cli/context.ts";
import type { ExitCode } from "../cli/exit-code.ts";
import type { RunnerPort } from "../cli/runner-port.ts";
import { farewell } from "./farewell.ts";
import { LocalRunner } from "./local-runner.ts";
import { makeSampleRepository, sampleInstruction } from "./sample-repository.ts";
import { answerPlans } from "./answer-plans.ts";
import { demoPlanScenario } from "./plan-scenario.ts";
import { demoScenario } from "./scenario.ts";

export interface DemoOptions {
  context: CommandContext;
  agent: "scripted" | "claude" | "codex";
  /** The agent plans first, and the plan is answered. */
  plan: boolean;
  /** Leave the runner running. */
  keep: boolean;
}

/** The main job from nothing: a runner, a repository with a failing test, a job, its timeline, and where its work is. */
export async function demo({ context, agent, plan, keep }: DemoOptions): Promise<ExitCode | 130> {
  const { terminal } = context;
  const called = process.argv[1];
  if (called === undefined) throw new SpoolError("internal", "the program's own path is not known");
  // Installed by npm it is called by a link in another folder, where its scripted agent is not.
  const program = await realpath(called);
  const scratch = await mkdtemp(join(tmpdir(), "spool-demo-"));
  const repository = join(scratch, "repository");
  const dataDirectory = join(scratch, "data");
  const config = join(scratch, "spool.yml");
  await makeSampleRepository(repository);
  const scenario = join(scratch, "scenario.json");
  await writeFile(scenario, JSON.stringify(plan ? demoPlanScenario : demoScenario));
  const scripted = [process.execPath, join(dirname(program), "scripted-agent.js"), "--scenario", scenario];
  await writeFile(config, demoConfig({ dataDirectory, repository, agent, scripted }), { mode: 0o600 });
  terminal.out(opening(agent, plan, scratch));
  // From before there is a runner: a Ctrl-C while it starts must not leave it running.
  using interrupt = onInterrupt();
  const runner = await LocalRunner.start({ program, config, dataDirectory, log: join(scratch, "runner.log") });
  try {
    if (interrupt.signal.aborted) return interrupted;
    await using port = await connectRunner({ json: false, color: true, config }, context.environment);
    const outcome = await oneJob(context, port, { config, plan });
    terminal.out(
      await farewell(port, { ...outcome, scratch, repository, dataDirectory, config, keep, pid: runner.pid }),
    );
    return outcome.code;
  } finally {
    if (keep) runner.release();
    else await runner.stop();
  }
}

async function oneJob(context: CommandContext, port: RunnerPort, { config, plan }: { config: string; plan: boolean }) {
  const mode = plan ? "interactive" : "autonomous";
  const { thread, job } = await port.threads.start(
    { project: "cart", title: "Fix the cart's total", instruction: sampleInstruction, mode },
    {},
  );
  const watching: CommandContext = {
    ...context,
    terminal: context.terminal,
    options: { ...context.options, config },
    environment: context.environment,
    runner: async () => port,
    print: (answer) => context.print(answer),
  };
  const watched = { threadId: thread.id, jobId: job.id };
  const after = plan ? await answerPlans(watching, port, watched) : 0;
  const code = after === null ? interrupted : await watchJob(watching, { ...watched, after });
  return { code, threadId: thread.id, jobId: job.id };
}

function opening(agent: DemoOptions["agent"], plan: boolean, scratch: string): string {
  const who =
    agent === "scripted"
      ? "The agent is a script that ships with Spool: no model is asked, nothing is\n" +
        "spent. Use --agent claude or --agent codex for a real one."
      : `The agent is the ${agent} that is installed here, with your own login: it spends what it spends.`;
  const gate = plan
    ? "\nThe agent plans first and may only read. The demo answers the plan as you would:\none comment, then yes.\n"
    : "\n";
  return `Everything is in ${scratch}\n${who}${gate}\n`;
}

function demoConfig(facts: {
  dataDirectory: string;
  repository: string;
  agent: DemoOptions["agent"];
  scripted: string[];
}): string {
  const agents = {
    scripted: { adapter: "command", command: facts.scripted },
    // Edits inside the worktree need no permission; anything more is not needed for this job.
    claude: { adapter: "claude", permissions: "deny" },
    codex: { adapter: "codex", permissions: "deny" },
  };
  return stringify({
    runtime: { data_dir: facts.dataDirectory, retry_base_seconds: 1 },
    server: { listen: "127.0.0.1:0" },
    agents: { [facts.agent]: agents[facts.agent] },
    projects: [
      {
        name: "cart",
        repo: facts.repository,
        base_branch: "main",
        worktrees: { pool: 1 },
        job_types: {
          implement: { agent: facts.agent, verify: ["node --test"], publish: "branch", retry_limit: 2 },
          continue: { agent: facts.agent, verify: ["node --test"], publish: "branch", retry_limit: 2 },
        },
      },
    ],
  });
}
