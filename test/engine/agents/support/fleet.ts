import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import { findProcessSet } from "../../../../runner/process/process-set.ts";
import type { StartThreadInput } from "../../../../shared/api/inputs.ts";
import type { JobDetail } from "../../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../../shared/events/catalogue.ts";
import { groundBase } from "../../../agents/ground-base.ts";
import { installAgents } from "../../../agents/install.ts";
import { startTestBed, type TestBed, type TestBedOptions } from "../../../builders/runner.ts";
import { instruct } from "../../../builders/scenario.ts";
import { hostileFiles } from "./hostile-repository.ts";
import { scenes } from "./scenes.ts";
import { keyName, type ModelServers, startModelServers, vendorAgents } from "./vendors.ts";

const spool = join(import.meta.dirname, "../../../../dist/runner/spool.js");
const run = promisify(execFile);

const base = groundBase();

/** How long one thing may take: the cases of a file share a runner and wait for their turn in its queue. */
const patienceMs = 90_000;
/** How long one case may take. */
export const caseMs = 150_000;

export const apiKey = "sk-spool-0f7c1f0a-distinctive-key-of-the-test";

export interface Fleet extends AsyncDisposable {
  bed: TestBed;
  models: ModelServers;
  /** Whoever runs what the repository brings leaves a file here. */
  marks: string;
  home: string;
  /** Starts a job whose model plays `scene`: the name of a script and its argument. */
  start(agent: string, scene: string, more?: Partial<StartThreadInput>): Promise<Started>;
  /** Goes on in the thread. */
  goOn(started: Started, scene: string, more?: { permissions?: "allow" }): Promise<Started>;
  /** The first event of a thread that fits, from its beginning. */
  event(threadId: string, fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent>;
  /** The job as it is once it has ended or a human has to look. */
  settled(started: Started): Promise<JobDetail>;
  /** Waits until a job is in a status; by then it may be in a later one. */
  reaches(started: Started, status: string): Promise<void>;
  /** Resolves once the agent's command has written the file in its worktree. */
  wrote(started: Started, file: string): Promise<string>;
  /** Living processes of the newest run's agent. */
  processes(started: Started): Promise<{ pid: number }[]>;
  eventsOf(threadId: string): Promise<TimelineEvent[]>;
  /** What was left of each agent's process set when it was declared ended. */
  proofs(started: Started): Promise<number[][]>;
  /** What the models were asked in that conversation, as text. */
  asked(started: Started): string;
  /** Runs the command line against this runner. */
  cli(...args: string[]): Promise<string>;
}

export interface Started {
  agent: string;
  jobId: string;
  threadId: string;
  tag: string;
}

/** An address where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 9}`;
}

export interface FleetOptions extends TestBedOptions {
  /** Put behind the name of each agent, more of them with accounts of their own. */
  suffixes?: readonly string[];
}

/** A real runner with every vendor's real program, its models on loopback, on a repository that brings traps. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  await installAgents();
  await mkdir(base, { recursive: true });
  const root = await mkdtemp(join(base, "f-"));
  const [home, marks] = [join(root, "home"), join(root, "marks")];
  for (const folder of [home, marks]) await mkdir(folder);
  const models = await startModelServers();
  const dead = await deadAddress();
  const { suffixes = [], ...bedOptions } = options;
  const separate: Record<string, object> = {};
  for (const suffix of suffixes) {
    Object.assign(separate, await vendorAgents(home, (vendor) => models.of(vendor).url("told"), suffix));
  }
  const bed = await startTestBed({
    ...bedOptions,
    parent: root,
    files: { "README.md": "# test\n", ...hostileFiles(marks), ...options.files },
    environment: { [keyName]: apiKey },
    runtime: { sandbox: "off", max_concurrent_jobs: 4, ...options.runtime },
    agents: {
      ...(await vendorAgents(home, (vendor) => models.of(vendor).url("told"))),
      ...(await vendorAgents(home, () => dead, "-unreached")),
      ...separate,
    },
  });
  let tags = 0;
  const cueFor = (agent: string, scene: string) => {
    const [name = "", ...argument] = scene.split(" ");
    const tag = `t${(tags += 1)}`;
    const title = `Do what is asked in ${tag}.`;
    const scripted = agent === "acp" ? scenes[name] : undefined;
    if (scripted) return { tag, instruction: instruct(title, scripted) };
    return { tag, instruction: `${title}\n\n[[play ${[name, tag, ...argument].join(" ")}]]` };
  };

  async function* follow(threadId: string): AsyncGenerator<TimelineEvent> {
    const signal = AbortSignal.timeout(patienceMs);
    for await (const item of bed.client.followEvents({ threadId }, { after: 0, signal })) {
      if (item.type !== "reset") yield item;
    }
  }
  async function event(threadId: string, fits: (event: TimelineEvent) => boolean): Promise<TimelineEvent> {
    const seen: string[] = [];
    for await (const found of follow(threadId)) {
      if (fits(found)) return found;
      seen.push(`${found.type} ${JSON.stringify(found.data).slice(0, 300)}`);
    }
    throw new Error(`what was waited for did not happen; the last events:\n${seen.slice(-12).join("\n")}`);
  }
  const moved = ({ jobId, threadId }: Started, to: readonly string[]) =>
    event(threadId, (each) => each.type === "job.status" && each.jobId === jobId && to.includes(each.data.to));
  const detail = ({ jobId }: Started) => bed.client.api.jobs.get.query({ jobId });
  const newestRun = async (started: Started) => {
    const found = (await detail(started)).runs.at(-1)?.run;
    if (!found) throw new Error("the job has no run");
    return found;
  };

  return {
    bed,
    models,
    marks,
    home,
    event,
    async start(agent, scene, more = {}) {
      const { tag, instruction } = cueFor(agent, scene);
      const { job } = await bed.client.api.threads.start.mutate({ project: "demo", agent, instruction, ...more });
      return { agent, tag, jobId: job.id, threadId: job.threadId };
    },
    async goOn({ agent, threadId }, scene, more = {}) {
      const { tag, instruction } = cueFor(agent, scene);
      const { job } = await bed.client.api.threads.continue.mutate({ threadId, agent, instruction, ...more });
      return { agent, tag, threadId, jobId: job.id };
    },
    async settled(started) {
      await moved(started, ["succeeded", "failed", "blocked", "cancelled"]);
      return detail(started);
    },
    async reaches(started, status) {
      await moved(started, [status]);
    },
    async wrote(started, file) {
      await event(started.threadId, (each) => each.type === "worktree.ready" && each.jobId === started.jobId);
      const { worktree } = await detail(started);
      const path = join(worktree?.path ?? "", file);
      const deadline = Date.now() + patienceMs;
      while (!existsSync(path)) {
        if (Date.now() > deadline) throw new Error(`${path} was not written`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return worktree?.path ?? "";
    },
    processes: async (started) => findProcessSet(`${(await newestRun(started)).id}.agent`),
    eventsOf: (threadId) => bed.events({ threadId }),
    async proofs({ threadId }) {
      const events = await bed.events({ threadId });
      return events.flatMap((each) => (each.type === "processes.ended" ? [each.data.survivors] : []));
    },
    asked: ({ agent, tag }) => {
      const vendor = agent === "claude" || agent === "gemini" ? agent : "codex";
      return JSON.stringify(
        models
          .of(vendor)
          .requests.filter(({ cue }) => cue.tag === tag)
          .map(({ body }) => body),
      );
    },
    async cli(...args) {
      const tokenFile = join(bed.directory, "data/local.token");
      const env = {
        PATH: process.env["PATH"],
        HOME: home,
        SPOOL_RUNNER: bed.runner.address,
        SPOOL_TOKEN_FILE: tokenFile,
      };
      return (await run(process.execPath, [spool, ...args], { env })).stdout;
    },
    async [Symbol.asyncDispose]() {
      await bed[Symbol.asyncDispose]();
      await models[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
