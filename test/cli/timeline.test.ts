import * as fc from "fast-check";
import { expect, test } from "vitest";
import { eventCatalogue, type TimelineEvent } from "../../shared/events/catalogue.ts";
import { type TimelineOptions, TimelinePrinter } from "../../runner/cli/render/timeline/printer.ts";
import { ansiPaint } from "../../runner/cli/terminal/style.ts";
import { textWidth } from "../../runner/cli/terminal/width.ts";
import { event, hostileEvents, typicalEvents } from "./support/events.ts";
import { expectGolden } from "./support/golden.ts";

process.env["TZ"] = "UTC";

function renderTimeline(events: readonly TimelineEvent[], options: TimelineOptions): string {
  let text = "";
  const printer = new TimelinePrinter((part) => (text += part), options);
  for (const one of events) printer.print(one);
  return text;
}

test("a typical stream reads the same as before, at 80 and at 120 columns, and with minor events", async () => {
  expect.hasAssertions();
  await expectGolden("timeline-80.txt", renderTimeline(typicalEvents, { columns: () => 80 }));
  await expectGolden("timeline-120.txt", renderTimeline(typicalEvents, { columns: () => 120 }));
  await expectGolden("timeline-verbose.txt", renderTimeline(typicalEvents, { columns: () => 100, verbose: true }));
  await expectGolden(
    "timeline-colour.txt",
    renderTimeline(typicalEvents.slice(0, 20), { columns: () => 80, paint: ansiPaint }),
  );
});

test("the typical stream has every type of the catalogue, and each makes a line of its own", () => {
  const present = new Set(typicalEvents.map(({ type }) => type));
  expect(Object.keys(eventCatalogue).filter((type) => !present.has(type as never))).toEqual([]);
  for (const one of typicalEvents) {
    expect(renderTimeline([one], { columns: () => 80, verbose: true })).toMatch(/^\d\d:\d\d:\d\d \w+ +\S/);
  }
});

test("what a hostile agent writes cannot drive the terminal or leave its column", async () => {
  const text = renderTimeline(hostileEvents, { columns: () => 80, verbose: true });
  // oxlint-disable-next-line no-control-regex -- the point of the test
  expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u200B]/);
  for (const line of text.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(80);
  await expectGolden("timeline-hostile.txt", text);
});

test("a type of a newer runner is a neutral line", () => {
  const unknown = {
    seq: 1,
    at: Date.UTC(2026, 0, 1),
    type: "agent.dreamed",
    data: { x: 1 },
  } as unknown as TimelineEvent;
  expect(renderTimeline([unknown], { columns: () => 80 })).toBe("00:00:00 event      agent.dreamed\n");
});

test("any text stays within the columns and without controls", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.integer({ min: 40, max: 120 }), (text, columns) => {
      const shown = renderTimeline([event(0, "agent.message", { text })], { columns: () => columns });
      // oxlint-disable-next-line no-control-regex -- the point of the test
      expect(shown).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
      for (const line of shown.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }),
    { numRuns: 300 },
  );
});

test("the live line shows stage, time and cost, is erased before each event and gone at the end", () => {
  let screen = "";
  let now = Date.UTC(2026, 4, 4, 10, 0, 0);
  const writes: string[] = [];
  const printer = new TimelinePrinter(
    (text) => {
      writes.push(text);
      screen += text;
    },
    { columns: () => 60, live: true, now: () => now },
  );
  printer.print(event(0, "run.started", { attempt: 1, agent: "claude", model: null }));
  printer.print(event(1, "stage.started", { stage: "work" }));
  const tokens = { input: 1, cachedInput: 0, output: 1 };
  printer.print(event(2, "agent.usage", { tokens, costUsd: 0.84, turns: 3 }));
  now += 136_000;
  printer.tick();
  expect(writes.at(-1)).toBe("\r\u001B[2K  work · 2:14 · $0.84 · 3 turns");
  printer.tick();
  expect(writes.length).toBe(4);
  printer.print(event(3, "agent.message", { text: "done" }));
  expect(writes.at(-1)).toBe("\r\u001B[2K10:00:06 work       done\n  work · 2:14 · $0.84 · 3 turns");
  printer.close();
  expect(writes.at(-1)).toBe("\r\u001B[2K");
  expect(screen.endsWith("\u001B[2K")).toBe(true);
});
