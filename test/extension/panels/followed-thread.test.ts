import fc from "fast-check";
import { expect, test } from "vitest";
import { FollowedThread } from "../../../extension/common/panels/followed-thread.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { ThreadDetail } from "../../../shared/api/views.ts";

const threadId = "thr_1";

type Session = Parameters<FollowedThread["open"]>[0];

/** A runner whose answers and stream come when they are let: each is what the log is at that moment. */
class Runner {
  readonly log: TimelineEvent[] = [];
  readonly asked: (() => void)[] = [];
  #streamed = 0;

  session(): Session {
    const later = <Value>(value: () => Value) =>
      new Promise<Value>((resolve) => this.asked.push(() => resolve(value())));
    return {
      api: {
        threads: { get: { query: () => later(() => ({ seq: this.log.length }) as ThreadDetail) } },
        events: {
          list: {
            query: () =>
              later(() => ({
                events: this.log.filter((event) => event.threadId === threadId).slice(-200),
                lastSeq: this.log.length,
              })),
          },
        },
      },
    } as unknown as Session;
  }

  append(thread: string): void {
    this.log.push({ seq: this.log.length + 1, threadId: thread } as TimelineEvent);
  }

  stream(): TimelineEvent[] {
    const events = this.log.slice(this.#streamed);
    this.#streamed = this.log.length;
    return events;
  }

  refuse(): Session {
    const no = { query: () => Promise.reject(new Error("no")) };
    return { api: { threads: { get: no }, events: { list: no } } } as unknown as Session;
  }
}

const seqs = (events: readonly TimelineEvent[]) => events.map(({ seq }) => seq);

test("whatever comes between what is read, the page's question and the stream, each event is given once and in order", async () => {
  const step = fc.constantFrom("event", "event elsewhere", "streamed", "answered", "asked");
  const steps = fc.array(step, { maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), steps, async (isAhead, course) => {
      const runner = new Runner();
      const session = runner.session();
      const thread = new FollowedThread(threadId);
      let given: number[] = [];
      const state = { opened: false };
      const open = async () => {
        const { events, detail, stale } = await thread.open(session, 0);
        given = seqs(events);
        // Facts that say less than the events are read again.
        expect(stale ? Number.POSITIVE_INFINITY : detail.seq).toBeGreaterThanOrEqual(given.at(-1) ?? 0);
        state.opened = true;
      };
      let opening: Promise<void> | undefined;
      const take = () => given.push(...seqs(thread.take(runner.stream())));
      if (isAhead) thread.readAhead(session, 0);
      for (const what of course) {
        if (what === "event") runner.append(threadId);
        if (what === "event elsewhere") runner.append("thr_2");
        if (what === "streamed") take();
        if (what === "answered") runner.asked.shift()?.();
        if (what === "asked") opening ??= open();
        // Whoever waits for an answer goes on before anything else comes.
        await new Promise(setImmediate);
      }
      opening ??= open();
      while (!state.opened) {
        runner.asked.shift()?.();
        await new Promise(setImmediate);
      }
      await opening;
      take();
      expect(given).toEqual(seqs(runner.log.filter((event) => event.threadId === threadId)));
    }),
    { numRuns: 300 },
  );
});

test("what was read ahead is asked for once, and only while it is fresh, of this runner, and did not fail", async () => {
  const runner = new Runner();
  const [session, other] = [runner.session(), runner.session()];
  const answer = () => {
    for (const given of runner.asked.splice(0)) given();
  };
  const asksFor = async (thread: FollowedThread, of: Session, now: number) => {
    answer();
    await new Promise(setImmediate);
    const opened = thread.open(of, now);
    const asked = runner.asked.length;
    answer();
    await opened;
    return asked;
  };
  const ahead = () => {
    const thread = new FollowedThread(threadId);
    thread.readAhead(session, 0);
    return thread;
  };
  const thread = ahead();
  expect(await asksFor(thread, session, 9_999)).toBe(0);
  expect(await asksFor(thread, session, 9_999)).toBe(2);
  expect(await asksFor(ahead(), session, 10_000)).toBe(2);
  expect(await asksFor(ahead(), other, 0)).toBe(2);
  const reset = ahead();
  reset.forgetAhead();
  expect(await asksFor(reset, session, 0)).toBe(2);
  const failed = new FollowedThread(threadId);
  failed.readAhead(runner.refuse(), 0);
  expect(await asksFor(failed, session, 0)).toBe(2);
});

test("while the runner is away the page is given what was seen last, and goes on from there", async () => {
  const runner = new Runner();
  const thread = new FollowedThread(threadId);
  expect(thread.openAsSeen()).toBeUndefined();
  runner.append(threadId);
  const opened = thread.open(runner.session(), 0);
  for (const given of runner.asked.splice(0)) given();
  await opened;
  runner.append(threadId);
  thread.take(runner.stream());
  expect(seqs(thread.openAsSeen()?.events ?? [])).toEqual([1, 2]);
  runner.append(threadId);
  expect(seqs(thread.take(runner.stream()))).toEqual([3]);
});
