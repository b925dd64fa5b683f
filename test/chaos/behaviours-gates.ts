import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import { sayPlan } from "../builders/planning.ts";
import { instruct } from "../builders/scenario.ts";
import type { Behaviour } from "./behaviours.ts";

/** What a job of the gates' kinds is made of; `mark` notes the agent's start outside of the worktree. */
export interface Ingredients {
  number: number;
  file: string;
  content: string;
  mark: ScenarioStep;
}

/** Jobs that end their run by asking, or that the vendor refuses, so that the runner is killed while they wait. */
export const gatedKinds = ["replanned", "granted", "refused", "limited", "loggedOut"] as const;
export type GatedKind = (typeof gatedKinds)[number];

export function gatedBehaviour(kind: GatedKind, from: Ingredients): Behaviour {
  const { number, file, content, mark } = from;
  const say = (text: string): ScenarioStep => ({ say: `${number}: ${text}` });
  const write: ScenarioStep = { write: { path: file, content } };
  const stray = `stray-${number}.txt`;
  const strayed: ScenarioStep[] = [mark, write, { write: { path: stray, content } }, { sleep: 150 }, say("end")];
  const plan = [mark, say("reads"), { sleep: 150 }, planOf(number, file)];
  // Seen while it is pending by a runner that was started since.
  const pauseMs = 200 + ((number * 389) % 1_300);
  const planned = (work: ScenarioStep[], again: ScenarioStep[] = []) => ({
    mode: "interactive" as const,
    instruction: instruct(`Plan ${number}`, {
      cases: [
        { when: { phase: "plan" }, steps: plan },
        // Not as it stands here: this text itself is part of what the agent is told.
        ...(again.length > 0 ? [{ when: { instruction: "A person refuse[d]" }, steps: [mark, ...again] }] : []),
        { steps: work },
      ],
    }),
  });
  const refusedFirst = (failure: string, agent: string) => ({
    agent,
    instruction: instruct(`Try ${number}`, {
      cases: [
        { when: { attempt: 1 }, steps: [mark, { fail: { failure, message: `${failure} of ${number}` } }] },
        { steps: [mark, { usage: { output: 5 } }, write, { sleep: 150 }] },
      ],
    }),
  });
  const common = { expected: ["succeeded"] as const, pushed: { [file]: content }, pauseMs, attempts: 1 };
  switch (kind) {
    case "replanned":
      return {
        ...common,
        name: "plans, plans again, is approved",
        request: planned([mark, write, { sleep: 250 }, say("end")]),
        answers: { plan: ["request_changes", "approve"] },
      };
    case "granted":
      return {
        ...common,
        name: "leaves its plan, is granted that",
        request: planned(strayed),
        pushed: { [file]: content, [stray]: content },
        answers: { plan: ["approve"], contract: ["approve"] },
      };
    case "refused":
      return {
        ...common,
        name: "leaves its plan, takes it back",
        request: planned(strayed, [{ delete: stray }, { sleep: 100 }, say("took it back")]),
        answers: { plan: ["approve"], contract: ["reject"] },
        // One more when the answer comes while the agent still works: then that run fails.
        attempts: undefined,
      };
    case "limited":
      return {
        ...common,
        name: "is refused by the vendor for a while",
        request: refusedFirst("rate_limit", "limited"),
      };
    case "loggedOut":
      return { ...common, name: "is refused until somebody logs in", request: refusedFirst("auth", "logged-out") };
  }
}

function planOf(number: number, file: string): ScenarioStep {
  return sayPlan({
    title: `Plan of ${number}`,
    files_to_touch: [{ path: file, change: "new", reason: "holds the work" }],
    acceptance_check: `${file} is there`,
  });
}
