import type { Plan } from "../../../shared/model/plan.ts";
import { matchSteps } from "./match-steps.ts";

type Step = Plan["steps"][number];
type PlannedFile = Plan["filesToTouch"][number];

const textFields = ["title", "summary", "approach", "acceptance"] as const;
export type TextField = (typeof textFields)[number];

/** `step` is the number in the newer plan, `was` the one in the older. */
export type StepChange =
  | { kind: "added"; step: number; after: Step }
  | { kind: "changed"; step: number; was: number; before: Step; after: Step }
  | { kind: "moved"; step: number; was: number; after: Step }
  | { kind: "removed"; was: number; before: Step };

export type FileChange =
  | { kind: "added"; after: PlannedFile }
  | { kind: "changed"; before: PlannedFile; after: PlannedFile }
  | { kind: "removed"; before: PlannedFile };

/** What one plan says otherwise than an older one of the same job. Numbers of steps that only shifted are no change. */
export interface PlanDifference {
  texts: { field: TextField; before: string; after: string }[];
  /** In the order of the newer plan, the removed ones last. */
  steps: StepChange[];
  files: FileChange[];
  risks: { added: string[]; removed: string[] };
}

export function planDifference(before: Plan, after: Plan): PlanDifference {
  return {
    texts: textFields
      .filter((field) => before[field] !== after[field])
      .map((field) => ({ field, before: before[field], after: after[field] })),
    steps: stepChanges(before.steps, after.steps),
    files: fileChanges(before.filesToTouch, after.filesToTouch),
    risks: { added: without(after.risks, before.risks), removed: without(before.risks, after.risks) },
  };
}

export function isNoDifference({ texts, steps, files, risks }: PlanDifference): boolean {
  return texts.length + steps.length + files.length + risks.added.length + risks.removed.length === 0;
}

function stepChanges(before: readonly Step[], after: readonly Step[]): StepChange[] {
  const matches = matchSteps(before, after);
  const was = new Map([...matches].map(([old, step]) => [step, old]));
  const inOrder = longestRise(after.flatMap((_, index) => was.get(index + 1) ?? []));
  const changes = after.flatMap((one, index): StepChange[] => {
    const step = index + 1;
    const old = was.get(step);
    const known = old === undefined ? undefined : before[old - 1];
    if (old === undefined || !known) return [{ kind: "added", step, after: one }];
    if (known.title !== one.title || known.detail !== one.detail)
      return [{ kind: "changed", step, was: old, before: known, after: one }];
    return inOrder.has(old) ? [] : [{ kind: "moved", step, was: old, after: one }];
  });
  const removed = before.flatMap((one, index): StepChange[] =>
    matches.has(index + 1) ? [] : [{ kind: "removed", was: index + 1, before: one }],
  );
  return [...changes, ...removed];
}

/** The members of a longest rising subsequence: who is not in it has moved. */
function longestRise(numbers: readonly number[]): Set<number> {
  const best: { length: number; previous: number }[] = [];
  let last = -1;
  for (const [index, number] of numbers.entries()) {
    let found = { length: 1, previous: -1 };
    for (const [earlier, { length }] of best.entries())
      if ((numbers[earlier] ?? 0) < number && length >= found.length) found = { length: length + 1, previous: earlier };
    best.push(found);
    if (found.length > (best[last]?.length ?? 0)) last = index;
  }
  const members = new Set<number>();
  for (let index = last; index >= 0; index = best[index]?.previous ?? -1) members.add(numbers[index] ?? 0);
  return members;
}

function fileChanges(before: readonly PlannedFile[], after: readonly PlannedFile[]): FileChange[] {
  const olds = new Map(before.map((file) => [file.path, file]));
  const news = new Set(after.map(({ path }) => path));
  const changes = after.flatMap((file): FileChange[] => {
    const old = olds.get(file.path);
    if (!old) return [{ kind: "added", after: file }];
    const same = old.change === file.change && old.reason === file.reason;
    return same ? [] : [{ kind: "changed", before: old, after: file }];
  });
  const removed = before.filter(({ path }) => !news.has(path));
  return [...changes, ...removed.map((file): FileChange => ({ kind: "removed", before: file }))];
}

function without(texts: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return texts.filter((text) => !known.has(text));
}
