import type { Plan } from "../../../shared/model/plan.ts";

type Step = Plan["steps"][number];

/** Titles share at least this much of their words. */
const alikeFrom = 0.5;

/**
 * Which step of a plan became which of the next one: numbers from 1, old to new. By title, then by text, then by the
 * words of the title; a step without an entry has no successor.
 */
export function matchSteps(before: readonly Step[], after: readonly Step[]): Map<number, number> {
  const matches = new Map<number, number>();
  const free = new Set(after.map((_, index) => index + 1));
  const match = (fits: (old: Step, one: Step) => boolean) => {
    for (const [index, old] of before.entries()) {
      if (matches.has(index + 1)) continue;
      const found = [...free].find((number) => fits(old, after[number - 1] as Step));
      if (found === undefined) continue;
      matches.set(index + 1, found);
      free.delete(found);
    }
  };
  match((old, one) => old.title === one.title && old.detail === one.detail);
  match((old, one) => old.title === one.title);
  const [once, onceAfter] = [ownDetails(before), ownDetails(after)];
  match((old, one) => old.detail === one.detail && once.has(old.detail) && onceAfter.has(one.detail));
  matchAlike(before, after, { matches, free });
  return matches;
}

/** Texts by which one step can be known: what several say, or nobody, tells of none. */
function ownDetails(steps: readonly Step[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set([""]);
  for (const { detail } of steps) (seen.has(detail) ? shared : seen).add(detail);
  return new Set([...seen].filter((detail) => !shared.has(detail)));
}

/** The most alike go first, so that a step finds its own successor and not one that a better one waits for. */
function matchAlike(
  before: readonly Step[],
  after: readonly Step[],
  { matches, free }: { matches: Map<number, number>; free: Set<number> },
): void {
  const words = (step: Step) => new Set(step.title.toLowerCase().match(/[\p{L}\p{N}]+/gu));
  const wordsAfter = new Map([...free].map((number) => [number, words(after[number - 1] as Step)]));
  const candidates = before
    .flatMap((old, index) => {
      if (matches.has(index + 1)) return [];
      const wordsBefore = words(old);
      return [...wordsAfter].map(([to, found]) => ({ from: index + 1, to, alike: alike(wordsBefore, found) }));
    })
    .filter((candidate) => candidate.alike >= alikeFrom)
    .toSorted((a, b) => b.alike - a.alike);
  for (const { from, to } of candidates) {
    if (matches.has(from) || !free.has(to)) continue;
    matches.set(from, to);
    free.delete(to);
  }
}

function alike(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 0;
  const shared = [...one].filter((word) => other.has(word)).length;
  return (2 * shared) / (one.size + other.size);
}
