import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type {
  AgentAdapter,
  AgentAnswer,
  AgentEvent,
  AgentLaunch,
  AgentOutcome,
  AgentProtocol,
  AgentSettings,
  AgentStep,
} from "../../runner/agents/port.ts";

/** Marks every process a test starts, whoever its parent becomes. */
const mark = "SPOOL_TEST_RUN";

/** What happened, in the order in which the protocol was told: enough to tell another one the same story. */
type Told =
  | { kind: "line"; line: string }
  | { kind: "answer"; requestId: string; answer: AgentAnswer }
  | { kind: "message"; key: string; text: string }
  | { kind: "interrupt" };

export interface Driven {
  events: AgentEvent[];
  /** Every JSON-less or JSON line of stdout, as it came. */
  lines: string[];
  process: ChildProcess;
  /** The first event of a kind, past ones included; fails when the agent ends without it. */
  event<K extends AgentEvent["kind"]>(kind: K): Promise<Extract<AgentEvent, { kind: K }>>;
  answer(requestId: string, answer: AgentAnswer): void;
  message(key: string, text: string): boolean;
  interrupt(): boolean;
  /** Ends the agent and everything it started, at once. */
  kill(): Promise<void>;
  /** The verdict, after the process ended; checks that a second protocol told the same story takes the same steps. */
  ended(): Promise<{ outcome: AgentOutcome; code: number | null; signal: string | null; stderr: string }>;
}

export interface DriveOptions {
  adapter: AgentAdapter;
  settings: AgentSettings;
  launch: AgentLaunch;
  /** The whole environment beside what the adapter adds. */
  environment: Record<string, string>;
  /** Called for each question: undefined leaves it open. */
  onQuestion?: (question: Extract<AgentEvent, { kind: "question" }>) => AgentAnswer | undefined;
}

/** Processes of one test run by their environment, as the agent's shells leave its process group. */
async function markedProcesses(runMark: string): Promise<number[]> {
  const found: number[] = [];
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // A process that ended meanwhile, or another user's, cannot be one that is left over.
    const environment = await readFile(`/proc/${entry}/environ`, "latin1").catch(() => "");
    if (environment.includes(`${mark}=${runMark}`)) found.push(Number(entry));
  }
  return found;
}

function replay(protocol: AgentProtocol, told: Told[]): AgentStep[] {
  const steps = [protocol.open()];
  for (const fact of told) {
    if (fact.kind === "line") steps.push(protocol.line(fact.line));
    else if (fact.kind === "answer") steps.push(protocol.answer(fact.requestId, fact.answer));
    else
      steps.push((fact.kind === "message" ? protocol.message(fact.key, fact.text) : protocol.interrupt()) ?? stepless);
  }
  return steps;
}
const stepless: AgentStep = { events: [], send: [] };

/** Runs a real agent under its protocol: spawns, feeds lines, writes what is to be sent, each key once. */
export async function drive(options: DriveOptions): Promise<Driven> {
  const { adapter, settings, launch } = options;
  const command = adapter.command(settings, launch);
  const protocol = adapter.protocol(settings, launch);
  const runMark = randomUUID();
  const told: Told[] = [];
  const steps: AgentStep[] = [];
  const events: AgentEvent[] = [];
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const written = new Set<string>();
  let over = false;

  for (const file of command.files) {
    await mkdir(dirname(file.path), { recursive: true });
    await writeFile(file.path, file.content, { mode: 0o600 });
  }
  const [program = "", ...args] = command.argv;
  const child = spawn(program, args, {
    cwd: launch.cwd,
    env: { ...options.environment, ...command.environment, [mark]: runMark },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  // The agent may be gone before its input is: that shows in its exit.
  child.stdin.on("error", () => {});
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  // Whoever waits for the end sees a failed start there.
  exit.catch(() => {});
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));

  function apply(step: AgentStep): void {
    steps.push(step);
    for (const { key, line } of step.send) {
      if (written.has(key)) continue;
      written.add(key);
      child.stdin.write(`${line}\n`);
    }
    for (const event of step.events) {
      events.push(event);
      if (event.kind !== "question") continue;
      // As a job without rules has it: its own settings decide.
      const answer: AgentAnswer | undefined =
        event.isNeeded === false ? { decision: "pass" } : options.onQuestion?.(event);
      if (answer) tell({ kind: "answer", requestId: event.requestId, answer });
    }
    if (step.closeInput) child.stdin.end();
    if (step.stop) child.kill("SIGTERM");
    for (const check of watchers) check();
  }
  function tell(fact: Told): boolean {
    told.push(fact);
    let step: AgentStep | undefined;
    if (fact.kind === "line") step = protocol.line(fact.line);
    else if (fact.kind === "answer") step = protocol.answer(fact.requestId, fact.answer);
    else step = fact.kind === "message" ? protocol.message(fact.key, fact.text) : protocol.interrupt();
    apply(step ?? stepless);
    return step !== undefined;
  }

  const reader = createInterface({ input: child.stdout, crlfDelay: Infinity });
  const read = once(reader, "close");
  reader.on("line", (line) => {
    lines.push(line);
    tell({ kind: "line", line: line.slice(0, 1_048_576) });
  });
  apply(protocol.open());
  if (command.stdin.kind === "content") child.stdin.end(command.stdin.content);

  async function kill(): Promise<void> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const left = await markedProcesses(runMark);
      if (left.length === 0) break;
      if (Date.now() > deadline) throw new Error(`processes ${left.join(", ")} do not end`);
      for (const pid of left) {
        try {
          process.kill(pid, "SIGKILL");
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
      }
    }
    await exit;
  }

  return {
    events,
    lines,
    process: child,
    kill,
    event(kind) {
      type Wanted = Extract<AgentEvent, { kind: typeof kind }>;
      return new Promise<Wanted>((resolve, reject) => {
        const check = () => {
          const found = events.find((event): event is Wanted => event.kind === kind);
          if (found) resolve(found);
          else if (over) reject(new Error(`the agent ended without ${kind}: ${lines.slice(-3).join("\n")}\n${stderr}`));
          else return;
          watchers.delete(check);
        };
        watchers.add(check);
        check();
      });
    },
    answer: (requestId, answer) => void tell({ kind: "answer", requestId, answer }),
    message: (key, text) => tell({ kind: "message", key, text }),
    interrupt: () => tell({ kind: "interrupt" }),
    async ended() {
      const [code, signal] = await exit;
      // What the agent left running holds its output open: the test ends it, as the runner would.
      if ((await markedProcesses(runMark)).length > 0) await kill();
      await read;
      over = true;
      for (const check of watchers) check();
      const again = replay(adapter.protocol(settings, launch), told);
      if (JSON.stringify(again) !== JSON.stringify(steps)) throw new Error("the same story led to other steps");
      return { outcome: protocol.finish({ code, signal }, stderr.slice(-4000)), code, signal, stderr };
    },
  };
}
