import { describe, expect, test } from "vitest";
import { type Sign, LivenessWatch } from "../../../runner/gates/liveness/watch.ts";

const thresholds = { silentMs: 1_000, idleMs: 2_000, loopRounds: 4 };

let calls = 0;
/** A tool call with its result. */
function used(title: string, output: string, more: { ok?: boolean; detail?: string } = {}): Sign[] {
  const callId = `call-${(calls += 1)}`;
  const { ok = true, detail = "" } = more;
  return [
    { kind: "call", callId, tool: "execute", title, paths: [], detail },
    { kind: "result", callId, ok, output },
  ];
}

function said(text: string): Sign[] {
  return [{ kind: "text", text }];
}

/** The trouble after each piece, with so much time before each. */
function watchOver(pieces: readonly Sign[][], stepMs = 100): (string | undefined)[] {
  const watch = new LivenessWatch();
  return pieces.map((signs) => {
    watch.pass(stepMs);
    for (const sign of signs) watch.see(sign);
    return watch.trouble(thresholds)?.kind;
  });
}

function times<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

const progressing: [name: string, pieces: Sign[][]][] = [
  ["reading one file after the other", times(200, (index) => used(`read file-${index}.ts`, "the same header"))],
  ["polling, with an answer that changes", times(200, (index) => used("gh run view 7", `${index} of 200 jobs done`))],
  ["a long test run that prints", times(200, (index) => said(`test ${index} passed`))],
  [
    "the same test after each edit",
    times(50, (index) => [...used(`edit a.ts`, "edited", { detail: `v${index}` }), ...used("npm test", "1 failed")]),
  ],
  ["thinking aloud", times(100, (index) => said(`and then there is case ${index}`))],
  ["the same command on other arguments", times(100, (index) => used("sed", "", { detail: `-n ${index}p a.txt` }))],
];

describe("an agent that gets on is left alone", () => {
  test.each(progressing)("%s", (_name, pieces) => {
    expect(watchOver(pieces).filter(Boolean)).toEqual([]);
  });
});

const looping: [name: string, pieces: Sign[][], at: number][] = [
  ["the same command with the same failure", times(10, () => used("npm test", "1 failed", { ok: false })), 4],
  ["only the time that it took differs", times(10, (index) => used("npm test", `1 failed in ${index}.31s`)), 4],
  ["to and fro", times(10, (index) => used(index % 2 === 0 ? "edit a" : "edit b", "edited")), 8],
  [
    "white space in the arguments differs",
    times(9, (index) => used("run", "no", { detail: `a ${" ".repeat(index)}b` })),
    4,
  ],
  ["with new words in between", times(10, (index) => [...said(`attempt ${index}`), ...used("ls", "")]), 4],
];

describe("what goes round is seen in its fourth round", () => {
  test.each(looping)("%s", (_name, pieces, at) => {
    const troubles = watchOver(pieces);
    expect(troubles.indexOf("looping") + 1).toBe(at);
    expect(troubles.slice(at - 1).every((trouble) => trouble === "looping")).toBe(true);
  });
});

describe("the two clocks", () => {
  test("nothing heard is silence", () => {
    expect(watchOver(times(12, () => []))[9]).toBe("silent");
  });

  test("asking its model again is life, and no progress", () => {
    const troubles = watchOver(times(25, () => [{ kind: "retry" }]));
    expect(troubles.slice(0, 19).filter(Boolean)).toEqual([]);
    expect(troubles[19]).toBe("idle");
  });

  test("saying the same again and again is life, and no progress", () => {
    expect(watchOver(times(25, () => said("Still  working"))).at(-1)).toBe("idle");
  });

  test("busy processes are life, and no progress; changed files are both", () => {
    const watch = new LivenessWatch();
    for (let step = 0; step < 25; step += 1) {
      watch.pass(100);
      watch.pulse();
    }
    expect(watch.trouble(thresholds)?.kind).toBe("idle");
    watch.changed();
    expect(watch.trouble(thresholds)).toBeUndefined();
  });

  test("time that does not pass is not counted", () => {
    const watch = new LivenessWatch();
    watch.pass(999);
    expect(watch.trouble(thresholds)).toBeUndefined();
    watch.pass(1);
    expect(watch.trouble(thresholds)).toEqual({ kind: "silent", ms: 1_000 });
  });
});

test("out of a loop come deeds, not words", () => {
  const watch = new LivenessWatch();
  for (const sign of times(6, () => used("ls", "")).flat()) watch.see(sign);
  const [words, deeds] = [watch.progress("silent"), watch.progress("looping")];
  watch.see({ kind: "text", text: "let me think" });
  expect(watch.progress("silent")).not.toBe(words);
  expect(watch.progress("looping")).toBe(deeds);
  for (const sign of used("cat a", "text")) watch.see(sign);
  expect(watch.progress("looping")).not.toBe(deeds);
});

test("what is remembered is bounded", () => {
  const watch = new LivenessWatch();
  for (let index = 0; index < 20_000; index += 1) {
    watch.see({
      kind: "call",
      callId: `c${index}`,
      tool: "other",
      title: "x".repeat(5_000),
      paths: [],
      detail: `${index}`,
    });
  }
  const { lastCalls, openCalls } = watch.trace();
  expect([lastCalls.length, Math.max(...lastCalls.map((call) => call.length)), openCalls]).toEqual([8, 200, 256]);
});
