import type { ScenarioStep } from "../../runner/agents/scripted/scenario.ts";
import type { BudgetKind, BudgetScope } from "../../shared/model/budget.ts";
import { instruct } from "../builders/scenario.ts";
import type { Ingredients } from "./behaviours-gates.ts";
import type { Behaviour } from "./behaviours.ts";

/** Jobs that spend without end until their budget is used up, and come to one after it was extended. */
export const spendingKinds = ["dollars", "turns", "day"] as const;
export type SpendingKind = (typeof spendingKinds)[number];

/** What a job uses, and what its person grants each time when it is asked for more. */
export interface Spending {
  scope: BudgetScope;
  kind: BudgetKind;
  /** Without what is granted. */
  limit: number;
  perTurn: number;
  granted: number;
  /** How often its person is asked, where that is not by chance. */
  asked?: number;
}

/** The project whose days have a budget. */
export const dailyProject = "daily";
export const dailyTurns = 3;

/** Turns that an agent has before it is over by itself, should nobody stop it. */
const mostTurns = 12;

interface Course {
  name: string;
  spending: Spending;
  /** Turns of the agent before it is stopped, and after it was given more. */
  turns: { first: number; resumed: number };
  request: { maxCostUsd?: number; maxTurns?: number; project?: string };
}

const courses: Record<SpendingKind, Course> = {
  dollars: {
    name: "uses up its dollars, is given more",
    spending: { scope: "job", kind: "usd", limit: 1, perTurn: 0.25, granted: 1, asked: 1 },
    turns: { first: mostTurns, resumed: 1 },
    request: { maxCostUsd: 1 },
  },
  turns: {
    name: "uses up its turns, is given more, nearly uses them up",
    spending: { scope: "job", kind: "turns", limit: 3, perTurn: 1, granted: 7, asked: 1 },
    turns: { first: mostTurns, resumed: 5 },
    request: { maxTurns: 3 },
  },
  day: {
    name: "uses up its project's day, is given more",
    spending: { scope: "project_day", kind: "turns", limit: dailyTurns, perTurn: 1, granted: 6 },
    turns: { first: 5, resumed: 1 },
    request: { project: dailyProject },
  },
};

/** The next turn begins when somebody who follows the log has seen this one: what a killed runner has not read is waited for. */
export function permitOf(starts: string, number: number, turn: number): string {
  return `${starts}.${number}-${turn}`;
}

export function spendingBehaviour(kind: SpendingKind, from: Ingredients & { starts: string }): Behaviour {
  const { number, file, content, mark, starts } = from;
  const { name, spending, turns, request } = courses[kind];
  const report: ScenarioStep = {
    usage: { turns: 1, output: 10, ...(spending.kind === "usd" && { costUsd: spending.perTurn }) },
  };
  const turn = (place: number): ScenarioStep[] => [
    report,
    { say: `${number}: turn ${place}` },
    { wait: permitOf(starts, number, place) },
    { sleep: 300 },
  ];
  const spend = (count: number) => Array.from({ length: count }, (_, index) => turn(index + 1)).flat();
  const write: ScenarioStep = { write: { path: file, content } };
  // What was written before it was stopped must be there for who goes on.
  const more: ScenarioStep = { run: `echo more >> ${file}` };
  const begin: ScenarioStep[] = [mark, { session: `session-${number}` }, write];
  return {
    name,
    request: {
      ...request,
      instruction: instruct(`Spend ${number}`, {
        cases: [
          {
            when: { resumed: true },
            steps: [mark, ...Array.from({ length: turns.resumed }, () => report), more, { sleep: 100 }],
          },
          { steps: [...begin, ...spend(turns.first), more] },
        ],
      }),
    },
    expected: ["succeeded"],
    pushed: { [file]: `${content}more\n` },
    pauseMs: 200 + ((number * 389) % 1_300),
    attempts: 1,
    spending,
  };
}
