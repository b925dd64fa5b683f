import { text } from "node:stream/consumers";
import { eventMark } from "../command/protocol.ts";
import { perform, type Reporter, ScenarioExit } from "./perform.ts";
import { chosenSteps, type Scenario } from "./scenario.ts";

function report(event: Record<string, unknown>): void {
  process.stdout.write(`${eventMark}${JSON.stringify(event)}\n`);
}

const markedLines: Reporter = {
  say: (words) => report({ type: "message", text: words }),
  think: (words) => report({ type: "thought", text: words }),
  plan: (entries) => report({ type: "plan", entries }),
  toolCall: (id, kind, title, paths, detail) => report({ type: "tool", id, kind, title, paths, detail }),
  toolResult: (id, ok, output) => report({ type: "tool", id, ok, output }),
  usage: (usage) => report({ type: "usage", ...usage }),
  session: (id) => report({ type: "session", id }),
  fail: (failure) => report({ type: "failure", ...failure }),
  ask: () => Promise.resolve(true),
};

/** Reads the instruction from stdin, plays the scenario once, and answers with the exit code. */
export async function playPlain(choose: (instruction: string) => Promise<Scenario>): Promise<number> {
  const instruction = await text(process.stdin);
  const steps = chosenSteps(await choose(instruction), {
    attempt: Number(process.env["SPOOL_ATTEMPT"] ?? 1),
    instruction,
    resumed: process.env["SPOOL_RESUME_SESSION"] !== undefined,
    phase: process.env["SPOOL_PHASE"] ?? "work",
  });
  let ids = 0;
  const stage = {
    cwd: process.cwd(),
    reporter: markedLines,
    signal: new AbortController().signal,
    nextId: () => `call-${(ids += 1)}`,
  };
  try {
    for (const step of steps) await perform(stage, step);
    return 0;
  } catch (error) {
    if (error instanceof ScenarioExit) return error.code;
    throw error;
  }
}
