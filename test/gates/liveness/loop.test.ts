import { describe, expect, test } from "vitest";
import { longestCycle, type Loop, LoopDetector } from "../../../runner/gates/liveness/loop.ts";

function detect(signatures: readonly string[], rounds: number): { at: number; loop: Loop } | undefined {
  const detector = new LoopDetector();
  for (const [index, signature] of signatures.entries()) {
    detector.add({ signature, label: signature });
    const loop = detector.find(rounds);
    if (loop) return { at: index + 1, loop };
  }
  return undefined;
}

const cases: [name: string, sequence: string, rounds: number, found: [at: number, period: number] | undefined][] = [
  ["nothing", "", 3, undefined],
  ["one call again and again", "aaaa", 3, [3, 1]],
  ["not often enough", "aa", 3, undefined],
  ["two in turn", "ababab", 3, [6, 2]],
  ["after other work", "xyzabcabcabc", 3, [12, 3]],
  ["broken off in between", "aabaabaab", 3, [9, 3]],
  ["another call breaks it", "aabaacaad", 3, undefined],
  ["a cycle longer than is looked for", "abcdefgabcdefgabcdefg", 3, undefined],
];

test.each(cases)("%s", (_name, sequence, rounds, found) => {
  const result = detect([...sequence], rounds);
  expect(result && [result.at, result.loop.period]).toEqual(found);
});

/** Numbers that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("whatever is done", () => {
  test("a cycle is found by its last round, and told in its own order", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = numbers(seed);
      const period = 1 + Math.floor(random() * longestCycle);
      const rounds = 2 + Math.floor(random() * 6);
      const before = Array.from({ length: Math.floor(random() * 30) }, (_, index) => `before ${index}`);
      const cycle = Array.from({ length: period }, (_, index) => `call ${index}`);
      const result = detect([...before, ...Array.from({ length: rounds }, () => cycle).flat()], rounds);
      expect(result).toMatchObject({ at: before.length + period * rounds, loop: { period, rounds, calls: cycle } });
    }
  });

  test("a sequence in which something new comes within each cycle is none", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = numbers(seed);
      const sequence = Array.from({ length: 300 }, (_, index) =>
        index % longestCycle === 0 ? `new ${index}` : `old ${Math.floor(random() * 3)}`,
      );
      // Six rounds of one call would need six old ones in a row, and there are five.
      expect(detect(sequence, longestCycle)).toBeUndefined();
    }
  });
});
