import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { RowKind, TimelineRow } from "../../webview/state/rows.ts";
import { Timeline } from "../../webview/state/timeline.ts";
import { startTestBed } from "../builders/runner.ts";
import { instruct } from "../builders/scenario.ts";
import { Story, typicalThread } from "../builders/thread-story.ts";

function rowsOf(events: readonly TimelineEvent[]): readonly TimelineRow[] {
  const timeline = new Timeline();
  timeline.append(events);
  return timeline.rows;
}

function only<Kind extends RowKind>(rows: readonly TimelineRow[], kind: Kind) {
  return rows.filter((row): row is Extract<TimelineRow, { kind: Kind }> => row.kind === kind);
}

const story = () => new Story(1_700_000_000_000);

/** Pages of any size, the newest first, as a person gets them who scrolls up. */
function byPages(events: readonly TimelineEvent[], cuts: readonly number[]): Timeline {
  const timeline = new Timeline();
  const ends = [...new Set(cuts.map((cut) => cut % (events.length + 1)))].toSorted((a, b) => b - a);
  let end = events.length;
  for (const cut of ends) {
    timeline.prepend(events.slice(cut, end));
    end = cut;
  }
  timeline.prepend(events.slice(0, end));
  return timeline;
}

describe("the fold of events into rows", () => {
  test("tells a typical thread", () => {
    const kinds = rowsOf(typicalThread(1_700_000_000_000).events).map(({ kind }) => kind);
    expect(kinds.join(" ")).toBe(
      "instruction run stage note stage note speech tools tools plan tools tools thought speech checkpoint " +
        "stage step step ended retry run stage note stage note message speech question",
    );
  });

  test("groups neighbouring calls of one kind, but none that runs something", () => {
    const events = story()
      .tool("read", "a", { paths: ["a.ts"] })
      .tool("read", "b", { paths: ["b.ts"] })
      .tool("execute", "npm test")
      .tool("execute", "npm run lint")
      .tool("read", "c", { paths: ["c.ts"] }).events;
    const groups = only(rowsOf(events), "tools").map(({ calls }) => calls.map(({ title }) => title).join("+"));
    expect(groups).toEqual(["a+b", "npm test", "npm run lint", "c"]);
  });

  test("keeps runs apart", () => {
    const written = story().tool("read", "a");
    written.runId = "run_0002";
    expect(rowsOf(written.tool("read", "b").events)).toHaveLength(2);
  });

  test("puts each result into its call, also where calls overlap", () => {
    const call = (callId: string) => ({ callId, tool: "read" as const, title: callId, paths: [], detail: null });
    const events = story()
      .add("agent.tool_call", call("one"))
      .add("agent.tool_call", call("two"))
      .add("agent.tool_result", { callId: "two", ok: false, output: "no" })
      .add("agent.tool_result", { callId: "one", ok: true, output: "yes" }).events;
    const [row] = only(rowsOf(events), "tools");
    expect(row?.calls.map(({ title, result }) => [title, result?.ok, result?.output])).toEqual([
      ["one", true, "yes"],
      ["two", false, "no"],
    ]);
  });

  test("keeps a question as the record of its answer", () => {
    const events = story()
      .add("approval.requested", { approvalId: "apr_1", kind: "permission", title: "rm", detail: null, revision: "r" })
      .add("approval.decided", { approvalId: "apr_1", status: "rejected", by: "ada", comment: "no" }, 60_000).events;
    expect(only(rowsOf(events), "question")[0]?.decision).toEqual({
      status: "rejected",
      by: "ada",
      comment: "no",
      at: 1_700_000_061_000,
    });
  });

  test("what a person denied is told by its question alone, what a policy denied by a note", () => {
    const denied = { title: "rm", reason: "no" };
    const rows = rowsOf(story().add("agent.denied", { ...denied, approvalId: "apr_1" }).events);
    expect(rows).toEqual([]);
    expect(rowsOf(story().add("agent.denied", denied).events)).toMatchObject([{ text: "denied: rm (no)" }]);
  });

  test("says what became of a message", () => {
    const received = story().add("message.received", { messageId: "msg_1", text: "hello", by: "ada" });
    const state = (events: TimelineEvent[]) => only(rowsOf(events), "message")[0]?.state;
    expect(state(received.events)).toBe("kept");
    expect(state(received.add("message.queued", { messageId: "msg_1", jobId: "job_2" }).events)).toBe("queued");
  });

  test("shows the last of neighbouring plans", () => {
    const entries = (status: "pending" | "completed") => ({ entries: [{ text: "one", status }] });
    const events = story().add("agent.plan", entries("pending")).add("agent.plan", entries("completed")).events;
    expect(only(rowsOf(events), "plan").map((row) => row.entries[0]?.status)).toEqual(["completed"]);
  });

  test("drops what it has already", () => {
    const { events } = story().tool("read", "a").add("agent.message", { text: "hello" });
    const timeline = new Timeline();
    timeline.append(events);
    timeline.append(events);
    timeline.prepend(events);
    expect(timeline.rows).toEqual(rowsOf(events));
    expect(timeline.events).toBe(3);
  });

  test("shows what a newer runner says as a neutral row, and takes no harm from more fields", () => {
    const newer = { type: "agent.dreamt", data: { of: "sheep" }, seq: 1, at: 5 } as unknown as TimelineEvent;
    const more = {
      type: "agent.message",
      data: { text: "hi", mood: 3 },
      seq: 2,
      at: 6,
      extra: 1,
    } as unknown as TimelineEvent;
    const bare = { type: 7, data: null, seq: 3, at: 7 } as unknown as TimelineEvent;
    expect(rowsOf([newer, more, bare])).toMatchObject([
      { kind: "unknown", type: "agent.dreamt" },
      { kind: "speech", text: "hi" },
      { kind: "unknown", type: "unnamed" },
    ]);
  });
});

describe("folding by pages leads to the same rows as folding at once", () => {
  const { events } = typicalThread(1_700_000_000_000);

  test("a typical thread", () => {
    const whole = rowsOf(events);
    const cuts = fc.array(fc.nat(events.length), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (places) => {
        expect(byPages(events, places).rows).toEqual(whole);
      }),
    );
  });

  test("calls of any kinds, with results in any order", () => {
    const tool = fc.constantFrom("read" as const, "edit" as const, "execute" as const);
    const scripts = fc.array(fc.record({ tool, delay: fc.nat(6) }), { maxLength: 30 });
    fc.assert(
      fc.property(scripts, fc.array(fc.nat(80), { maxLength: 10 }), (script, places) => {
        const written = story();
        const due: string[][] = [];
        for (const [index, { tool: kind, delay }] of script.entries()) {
          written.add("agent.tool_call", {
            callId: `c${index}`,
            tool: kind,
            title: `c${index}`,
            paths: [],
            detail: null,
          });
          (due[index + delay] ??= []).push(`c${index}`);
          for (const callId of due[index] ?? []) written.add("agent.tool_result", { callId, ok: true, output: "" });
        }
        expect(byPages(written.events, places).rows).toEqual(rowsOf(written.events));
      }),
    );
  });

  test("what a real runner recorded", async () => {
    await using bed = await startTestBed();
    const instruction = instruct("Play", {
      steps: [
        { think: "first" },
        { plan: [{ text: "one", status: "in_progress" }] },
        { write: { path: "a.txt", content: "a" } },
        { edit: { path: "a.txt", find: "missing", replace: "b" } },
        { say: "done" },
      ],
    });
    const { thread, job } = await bed.client.api.threads.start.mutate({ project: "demo", instruction });
    expect(await bed.settled(job.id)).toBe("succeeded");
    const recorded = await bed.events({ threadId: thread.id });
    const whole = rowsOf(recorded);
    expect(only(whole, "tools").flatMap(({ calls }) => calls.map(({ result }) => result?.ok))).toEqual([true, false]);
    expect(only(whole, "stage").every(({ end }) => end !== null)).toBe(true);
    expect(only(whole, "unknown")).toEqual([]);
    for (let cut = 1; cut < recorded.length; cut += 1) expect(byPages(recorded, [cut]).rows).toEqual(whole);
  });
});

test("100 000 events are folded in pages without folding again what is there", () => {
  const written = story();
  for (let turn = 0; turn < 20_000; turn += 1) {
    written
      .tool("read", `file ${turn}`)
      .add("agent.message", { text: `turn ${turn}` })
      .tool("execute", "true");
  }
  const { events } = written;
  const timeline = new Timeline();
  for (let end = events.length; end > 0; end -= 1_000) timeline.prepend(events.slice(Math.max(0, end - 1_000), end));
  expect(timeline.events).toBe(100_000);
  expect(timeline.rows).toHaveLength(60_000);
});
