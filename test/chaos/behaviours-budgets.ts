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

/** The next turn begins when somebody who follows the log has seen this one: what a killed runner has not read is waited for. */
export function permitOf(starts: string, number: number, turn: number): string {
  return `${starts}.${number}-${turn}`;
}

export function spendingBehaviour(kind: SpendingKind, from: Ingredients & { starts: string }): Behaviour {
  const { number, file, content, mark, starts } = from;
  const report: ScenarioStep = { usage: { turns: 1, output: 10, ...(kind === "dollars" && { costUsd: 0.25 }) } };
  const turn = (place: number): ScenarioStep[] => [
    report,
    { say: `${number}: turn ${place}` },
    { wait: permitOf(starts, number, place) },
    { sleep: 300 },
  ];
  const spend = (turns: number) => Array.from({ length: turns }, (_, index) => turn(index + 1)).flat();
  const write: ScenarioStep = { write: { path: file, content } };
  // What was written before it was stopped must be there for who goes on.
  const more: ScenarioStep = { run: `echo more >> ${file}` };
  const begin: ScenarioStep[] = [mark, { session: `session-${number}` }, write];
  const behaviour = (name: string, spending: Spending, turns: { first: number; resumed: number }, request: object) => ({
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
    expected: ["succeeded"] as const,
    pushed: { [file]: `${content}more\n` },
    pauseMs: 200 + ((number * 389) % 1_300),
    attempts: 1,
    spending,
  });
  switch (kind) {
    case "dollars":
      return behaviour(
        "uses up its dollars, is given more",
        { scope: "job", kind: "usd", limit: 1, perTurn: 0.25, granted: 1, asked: 1 },
        { first: mostTurns, resumed: 1 },
        { maxCostUsd: 1 },
      );
    case "turns":
      return behaviour(
        "uses up its turns, is given more, nearly uses them up",
        { scope: "job", kind: "turns", limit: 3, perTurn: 1, granted: 7, asked: 1 },
        { first: mostTurns, resumed: 5 },
        { maxTurns: 3 },
      );
    case "day":
      return behaviour(
        "uses up its project's day, is given more",
        { scope: "project_day", kind: "turns", limit: dailyTurns, perTurn: 1, granted: 6 },
        { first: 5, resumed: 1 },
        { project: dailyProject },
      );
  }
}
