import type { StartThreadInput } from "../../shared/api/inputs.ts";
import type { JobStatus } from "../../shared/model/job.ts";
import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { instruct } from "../builders/scenario.ts";
import { type Spending, spendingBehaviour, spendingKinds } from "./behaviours-budgets.ts";
import { gatedBehaviour, gatedKinds } from "./behaviours-gates.ts";

/** What one job of the storm does, what the client does to it, and what must come of it. */
export interface Behaviour {
  name: string;
  /** Of the project demo unless it names another. */
  request: Omit<StartThreadInput, "project"> & { project?: string };
  expected: readonly JobStatus[];
  /** Files that the thread's branch has at the remote in the end, beyond the base; undefined: no branch there. */
  pushed?: Record<string, string>;
  /** The agent asks once, and is told this. */
  asks?: "approve" | "reject";
  /** Sent to the thread when the agent says the word; becomes the next job unless the agent takes it. */
  message?: { text: string; pushed: Record<string, string>; taken?: boolean };
  /** Cancelled when the agent says the word. */
  cancelled?: boolean;
  /** Starts only after the thread before it is done. */
  afterPrevious?: boolean;
  /** What it asks as it ends a run, and what it is answered, in order; it asks neither more nor less. */
  answers?: Partial<Record<"plan" | "contract", readonly ("approve" | "reject" | "request_changes")[]>>;
  /** Its agent uses up a budget. */
  spending?: Spending;
  /** How long the person takes for each answer. */
  pauseMs?: number;
  /** How many attempts it has used in the end, where that is not by chance. */
  attempts?: number | undefined;
}

/** Words by which the client knows that the agent is in the middle of its work. */
export const word = "in the middle";

const firstGatedKind = 12;

const laterKinds = [...gatedKinds, ...spendingKinds];

/** How many kinds there are. */
export const kindCount = firstGatedKind + laterKinds.length;

/** Of those in `behaviours-gates.ts` and `behaviours-budgets.ts`. */
export function numberOfKind(kind: (typeof laterKinds)[number]): number {
  return firstGatedKind + laterKinds.indexOf(kind);
}

/** The tenth kind follows the ninth; `number` makes each job's words and files its own. */
export function behaviour(number: number, starts: string): Behaviour {
  const file = `job-${number}.txt`;
  const content = `work of ${number}\n`;
  const mark: ScenarioStep = { run: `echo "$SPOOL_RUN_ID" >> ${starts}` };
  const say = (text: string): ScenarioStep => ({ say: `${number}: ${text}` });
  const write: ScenarioStep = { write: { path: file, content } };
  const pushed = { [file]: content };
  const titled = (name: string, steps: ScenarioStep[]) => instruct(`${name} ${number}`, { steps: [mark, ...steps] });
  const succeeded = ["succeeded"] as const;
  const ingredients = { number, file, content, mark };
  const gated = gatedKinds.find((kind) => numberOfKind(kind) === number % kindCount);
  if (gated !== undefined) return gatedBehaviour(gated, ingredients);
  const spends = spendingKinds.find((kind) => numberOfKind(kind) === number % kindCount);
  if (spends !== undefined) return spendingBehaviour(spends, { ...ingredients, starts });
  switch (number % kindCount) {
    case 0: {
      const steps = [say("begin"), { sleep: 300 }, write, say("wrote"), { usage: { input: 5, output: 7 } }];
      const more = [{ sleep: 400 }, { run: `echo more >> ${file}` }, say("end")];
      return {
        name: "works",
        request: { instruction: titled("Work", [...steps, ...more]) },
        expected: succeeded,
        pushed: { [file]: `${content}more\n` },
      };
    }
    case 1: {
      const bad: ScenarioStep[] = [
        mark,
        say("bad"),
        { write: { path: "answer.txt", content: "bad\n" } },
        { sleep: 200 },
      ];
      const edit: ScenarioStep = { run: "echo good > answer.txt" };
      const cases = [
        { when: { attempt: 1 }, steps: bad },
        // The failed check's own words, which the second attempt is told.
        { when: { instruction: "^expected good$" }, steps: [mark, say("good"), edit, { sleep: 150 }] },
      ];
      return {
        name: "fails a check, then passes",
        request: { instruction: instruct(`Answer ${number}`, { cases }) },
        expected: succeeded,
        pushed: { "answer.txt": "good\n" },
      };
    }
    case 2:
      return {
        name: "leaves a daemon",
        request: { instruction: titled("Daemon", [{ misbehave: "daemon" }, write, { sleep: 300 }, say("end")]) },
        expected: succeeded,
        pushed,
      };
    case 3: {
      const fork: ScenarioStep = { run: "(setsid sleep 300 > /dev/null 2>&1 &) ; (sleep 300 > /dev/null 2>&1 &)" };
      const steps = [fork, write, say("forked"), { sleep: 350 }, { misbehave: "half_line" as const }];
      return {
        name: "forks, ends in half a line",
        request: { instruction: titled("Fork", steps) },
        expected: succeeded,
        pushed,
      };
    }
    case 4:
      return {
        name: "ignores TERM, is cancelled",
        request: { instruction: titled("Ignore", [write, say(word), { misbehave: "ignore_term" }]) },
        expected: ["cancelled"],
        cancelled: true,
      };
    case 5:
      return {
        name: "talks a lot",
        request: { instruction: `Chat ${number}`, agent: "chatty" },
        expected: succeeded,
      };
    case 6: {
      const ask: ScenarioStep = {
        ask: { title: `May ${number}?`, allowed: [write, say("allowed")], denied: [say("denied")] },
      };
      const steps = [say("begin"), { sleep: 150 }, ask, { sleep: 200 }, say("end")];
      return {
        name: "asks",
        request: { instruction: titled("Ask", steps), agent: "acp", permissions: "ask" },
        expected: succeeded,
        pushed,
        asks: "approve",
      };
    }
    case 7: {
      const next = `message-${number}.txt`;
      const steps: ScenarioStep[] = [mark, say("by message"), { write: { path: next, content } }, { sleep: 100 }];
      return {
        name: "is sent a message",
        request: { instruction: titled("Listen", [write, say(word), { sleep: 900 }]) },
        expected: succeeded,
        pushed,
        message: { text: instruct(`Message ${number}`, { steps }), pushed: { ...pushed, [next]: content } },
      };
    }
    case 8:
      return {
        name: "only reads",
        request: { instruction: titled("Review", [{ sleep: 250 }, write, say("looked")]), jobType: "review" },
        expected: succeeded,
      };
    case 10: {
      const heard = { [`told-${number}.txt`]: `Heard ${number}\n` };
      return {
        name: "takes a message at work",
        request: { instruction: `Listen ${number}`, agent: "listener" },
        expected: succeeded,
        message: { text: `Heard ${number}`, pushed: heard, taken: true },
      };
    }
    case 11: {
      const ask: ScenarioStep = { ask: { title: `May ${number}?`, allowed: [say("allowed")], denied: [write] } };
      return {
        name: "asks and may not",
        request: { instruction: titled("Ask", [say("begin"), ask]), agent: "acp", permissions: "ask" },
        expected: succeeded,
        pushed,
        asks: "reject",
      };
    }
    default:
      return {
        name: "depends on the one before",
        request: { instruction: titled("Depend", [say("begin"), write, { sleep: 100 }]) },
        expected: succeeded,
        pushed,
        afterPrevious: true,
      };
  }
}
