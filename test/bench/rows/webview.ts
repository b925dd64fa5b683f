/// <reference lib="dom" />
import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { ThreadPanelContract } from "../../../shared/panels/thread.ts";
import { Story, typicalThread } from "../../builders/thread-story.ts";
import { startBrowser } from "../../e2e/harness/browser.ts";
import { supported } from "../../e2e/runtime/versions.ts";
import { openScreen } from "../../webview/harness/page.ts";
import { serve } from "../../webview/harness/serve.ts";
import { threadHost } from "../../webview/harness/thread-host.ts";
import type { Bench, BenchContext } from "../harness/bench.ts";
import type { Row } from "../harness/row.ts";
import { ratios } from "../harness/statistics.ts";

const eventsPerSecond = 200;
const firstRows = "spool-first-rows";

async function run(context: BenchContext): Promise<Row[]> {
  const { pick } = context;
  await using started = await startBrowser();
  const long = longThread(pick(100_000, 100_000, 500));
  const short = longThread(100);
  const [paints, ofShort, bare]: [number[], number[], number[]] = [[], [], []];
  for (let repetition = 0; repetition < pick(7, 3, 1); repetition += 1) {
    paints.push(await firstPaint(started.browser, long));
    ofShort.push(await firstPaint(started.browser, short));
    bare.push(await barePaint(started.browser));
  }
  const frames = await framesWhileStreaming(started.browser, long, pick(5, 3, 1));
  return [
    {
      bench: "webview",
      what: `page → first rows of a thread of ${long.events.length} events`,
      figure: { what: "first paint", unit: "ms", samples: paints },
      bar: { atMost: 200 },
      from: [
        { what: "of a thread of 100 events", unit: "ms", samples: ofShort },
        { what: "of a page that only says hello", unit: "ms", samples: bare },
      ],
    },
    {
      bench: "webview",
      what: "the same against a thread of 100 events",
      figure: { what: "long / short", unit: "×", samples: ratios(paints, ofShort) },
      bar: { atMost: 1.5 },
      from: [],
    },
    {
      bench: "webview",
      what: `longest frame while ${eventsPerSecond} events/s come`,
      figure: { what: "frame", unit: "ms", samples: frames },
      bar: { atMost: 50 },
      from: [],
    },
  ];
}

function longThread(count: number): { detail: ReturnType<typeof typicalThread>["detail"]; events: TimelineEvent[] } {
  const story = new Story(Date.now() - count * 1_000);
  while (story.events.length < count) {
    const turn = story.events.length;
    story.add("agent.message", { text: `turn ${turn}: **looks** at \`src/file-${turn}.ts:${turn}\`` });
    story.tool("read", "Read", { paths: [`src/file-${turn}.ts`], output: "text\n".repeat(20) });
    story.tool("execute", `npm test -- ${turn}`, { output: "ok\n".repeat(10) });
  }
  return { detail: { ...typicalThread(Date.now()).detail, approvals: [] }, events: story.events.slice(0, count) };
}

type Thread = ReturnType<typeof longThread>;

/** Milliseconds from the beginning of the page's load to the frame that has rows in it. */
async function firstPaint(browser: Browser, thread: Thread): Promise<number> {
  const answers = threadHost(thread);
  await using screen = await openScreen<ThreadPanelContract>(browser, {
    screen: "thread",
    answers,
    // The extension reads the thread while the page is loaded.
    atOnce: { open: await answers.open?.({}) },
  });
  const at = await markedAt(screen.page, firstRows);
  if ((await screen.page.locator("spool-timeline-feed .item").count()) === 0) throw new Error("no row was drawn");
  return at;
}

/** Milliseconds until a page that only says hello has drawn it: what the browser and this machine take for any page. */
async function barePaint(browser: Browser): Promise<number> {
  await using server = await serve((path) =>
    path === "/"
      ? { type: "text/html", body: '<!doctype html><script type="module" src="/hello.js"></script><body></body>' }
      : { type: "text/javascript", body: `requestAnimationFrame(${sayHello.toString()})` },
  );
  const page = await browser.newPage();
  try {
    await page.goto(server.address);
    return await markedAt(page, "hello");
  } finally {
    await page.close();
  }
}

function sayHello(): void {
  document.body.append("hello");
  setTimeout(() => performance.mark("hello"));
}

/**
 * When the page set this mark. Not by its own `evaluate`, which first has a large script read in the page whose time is
 * measured.
 */
async function markedAt(page: Page, mark: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const expression = `(${whenMarked.toString()})(${JSON.stringify(mark)})`;
  const answer = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.text);
  return Number(answer.result.value);
}

function whenMarked(mark: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const entry = performance.getEntriesByName(mark)[0];
      if (entry) resolve(entry.startTime);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The longest frame of each second. */
async function framesWhileStreaming(browser: Browser, thread: Thread, seconds: number): Promise<number[]> {
  await using screen = await openScreen<ThreadPanelContract>(browser, {
    screen: "thread",
    answers: threadHost(thread),
  });
  const { page } = screen;
  await markedAt(page, firstRows);
  let seq = thread.events.length;
  const longest: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const watched = longestFrame(page, 1_000);
    for (let batch = 0; batch < 10; batch += 1) {
      const events = Array.from({ length: eventsPerSecond / 10 }, () => {
        seq += 1;
        return { ...thread.events[0], seq, at: Date.now(), data: { text: `live ${seq}` } } as TimelineEvent;
      });
      await screen.push({ type: "events", events });
      await delay(90);
    }
    longest.push(await watched);
  }
  return longest;
}

function longestFrame(page: Page, ms: number): Promise<number> {
  return page.evaluate(
    (span) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        let [last, longest] = [began, 0];
        const frame = (now: number) => {
          longest = Math.max(longest, now - last);
          last = now;
          if (now - began < span) requestAnimationFrame(frame);
          else resolve(longest);
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
}

export const webviewBench: Bench = {
  name: "webview",
  what: "the thread panel in a browser, and what is shipped",
  onDemand: !supported,
  run,
};
