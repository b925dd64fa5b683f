/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { ThreadPanelContract } from "../../shared/panels/thread.ts";
import { Story, typicalThread } from "../builders/thread-story.ts";
import { type Answers, openScreen } from "../webview/harness/page.ts";
import { online, threadHost } from "../webview/harness/thread-host.ts";
import { useBrowser } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

/** A thread of many turns, each of which has a number to be found by. */
function longThread(turns: number) {
  const story = new Story(Date.now() - turns * 3_000);
  for (let turn = 1; turn <= turns; turn += 1) {
    story.add("agent.message", { text: `turn ${turn}${turn % 7 === 0 ? "\n\nwith a second paragraph" : ""}` });
    story.tool("execute", `step ${turn}`, { output: "ok" });
  }
  return { detail: { ...typicalThread(Date.now()).detail, approvals: [] }, events: story.events };
}

const scroller = (page: Page) => page.locator(".scroller");
const asked = (list: { name: string; input: unknown }[], name: string) => list.filter((one) => one.name === name);

describe.skipIf(!supported)("the thread's screen", () => {
  const browser = useBrowser();

  const open = (answers: Answers<ThreadPanelContract>, more: { width?: number; height?: number } = {}) =>
    openScreen<ThreadPanelContract>(browser(), { screen: "thread", answers, ...more });

  test("shows what happened, and its question with everything that would be run", async () => {
    await using screen = await open(threadHost(typicalThread(Date.now())));
    const { page } = screen;
    await page.getByRole("heading", { name: "Cache invalidation for user updates" }).waitFor();
    const question = page.getByRole("region", { name: "Question for you" });
    await question.getByText("npm install lru-cache@11 --save-exact").waitFor();
    expect(await page.getByText("AssertionError: expected stale entry").count()).toBe(1);
    expect(await page.getByRole("status").last().textContent()).toBe("Needs you: npm install lru-cache@11");
    expect(screen.observed).toEqual({
      webviewErrors: [],
      policyViolations: [],
      workbenchErrors: [],
      outsideRequests: [],
    });
  });

  test("allows once, on the revision that is shown", async () => {
    await using screen = await open(threadHost(typicalThread(Date.now())));
    await screen.page.getByText("Allow Once").click();
    await expect
      .poll(() => asked(screen.asked, "decide"))
      .toEqual([{ name: "decide", input: { approvalId: "apr_1", revision: "r1", decision: "approve" } }]);
  });

  test("denies with a comment, which survives a reload half written", async () => {
    await using screen = await open(threadHost(typicalThread(Date.now())));
    const { page } = screen;
    await page.getByText("Deny…").click();
    await page
      .getByRole("textbox", { name: "Why not, and what instead" })
      .and(page.locator(":focus"))
      .fill("use a Map");
    await page.reload();
    const comment = page.getByRole("textbox", { name: "Why not, and what instead" });
    await expect.poll(() => comment.inputValue()).toBe("use a Map");
    await comment.press("Control+Enter");
    await expect
      .poll(() => asked(screen.asked, "decide"))
      .toEqual([
        { name: "decide", input: { approvalId: "apr_1", revision: "r1", decision: "reject", comment: "use a Map" } },
      ]);
  });

  test("an answer that came too late is said, and what was written is kept", async () => {
    const host = {
      ...threadHost(typicalThread(Date.now())),
      decide: () => Promise.reject(new Error("this was approved by bo")),
    };
    await using screen = await open(host);
    await screen.page.getByText("Deny…").click();
    await screen.page.getByRole("textbox", { name: "Why not, and what instead" }).fill("no");
    await screen.page.keyboard.press("Control+Enter");
    await screen.page.getByRole("alert").getByText("this was approved by bo").waitFor();
    expect(await screen.page.getByRole("textbox", { name: "Why not, and what instead" }).inputValue()).toBe("no");
  });

  test("turns into the record of the answer", async () => {
    const thread = typicalThread(Date.now());
    await using screen = await open(threadHost(thread));
    const [approval] = thread.detail.approvals;
    if (!approval) throw new Error("there is a question");
    const settled = {
      ...approval,
      status: "rejected" as const,
      decidedBy: "bo",
      decidedAt: Date.now(),
      comment: "use a Map",
    };
    await screen.page.getByText("Allow Once").waitFor();
    await screen.push({ type: "detail", detail: { ...thread.detail, approvals: [settled] } });
    const record = screen.page.getByRole("region", { name: "Question, denied" });
    expect(await record.textContent()).toMatch(/denied\s+by bo.*use a Map/s);
    expect(await screen.page.getByText("Allow Once").count()).toBe(0);
  });

  test("moves with the end only while one is there", async () => {
    const thread = longThread(60);
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByText("step 60", { exact: true }).waitFor();
    const more = (text: string, seq: number): TimelineEvent =>
      ({ ...thread.events.at(-1), type: "agent.message", data: { text }, seq }) as TimelineEvent;
    await screen.push({ type: "events", events: [more("came while at the end", 9_001)] });
    await page.getByText("came while at the end").waitFor();
    await expect.poll(() => page.getByText("came while at the end").isVisible()).toBe(true);
    await scroller(page).hover();
    await page.mouse.wheel(0, -1_500);
    await page.getByText("Latest").waitFor();
    const before = await scroller(page).evaluate(({ scrollTop }) => scrollTop);
    await screen.push({ type: "events", events: [more("came while away", 9_002), more("and one more", 9_003)] });
    await page.getByText("2 new events").click();
    await page.getByText("and one more").waitFor();
    expect(before).toBeGreaterThan(0);
    await expect.poll(() => page.getByText("new event").count()).toBe(0);
  });

  test("what is read stays where it is when older pages come before it and new events behind", async () => {
    const thread = longThread(2_000);
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByText("step 2000", { exact: true }).waitFor();
    await scroller(page).evaluate((element) => {
      element.scrollTop = 900;
    });
    await expect.poll(() => asked(screen.asked, "olderEvents").length).toBeGreaterThan(0);
    await expect.poll(() => page.locator(".item").first().getAttribute("data-index").then(Number)).toBeGreaterThan(200);
    // Found by what it says, since its place in the list is another one each time.
    const seen = () =>
      page.locator(".item").evaluateAll((items) => {
        const top = items.find((item) => item.getBoundingClientRect().bottom > 300);
        return { text: top?.textContent?.replace(/\s+/g, " "), y: Math.round(top?.getBoundingClientRect().top ?? 0) };
      });
    const before = await seen();
    const last = thread.events.at(-1);
    for (let seq = 90_000; seq < 90_020; seq += 1) {
      await screen.push({
        type: "events",
        events: [{ ...last, type: "agent.message", data: { text: "x" }, seq } as TimelineEvent],
      });
    }
    await page.getByText("20 new events").waitFor();
    expect(await seen()).toEqual(before);
  });

  test("holds only what can be seen in the page, however long the thread is", async () => {
    const thread = longThread(8_000);
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByText("step 8000", { exact: true }).waitFor();
    await page.locator(".item").last().focus();
    // Up to the first event, page by page.
    await expect
      .poll(
        async () => {
          await page.keyboard.press("Home");
          return page.getByText("turn 1", { exact: true }).count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    expect(await page.locator(".item").count()).toBeLessThan(150);
    expect(await page.locator(".item").first().getAttribute("aria-setsize")).toBe("16000");
  });

  test("goes to a stage of long ago, and back", async () => {
    const thread = longThread(4_000);
    const run = thread.detail.runs[1];
    const at = thread.events[300]?.at ?? 0;
    if (run)
      run.stages = [
        { runId: run.run.id, name: "verify", startedAt: at, endedAt: at + 1_000, outcome: "failed", detail: null },
      ];
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByRole("button", { name: "Go to stage verify" }).click();
    await page.getByText("step 101", { exact: true }).waitFor();
    expect(asked(screen.asked, "eventsFrom")).toEqual([{ name: "eventsFrom", input: { at } }]);
    expect(asked(screen.asked, "olderEvents").length).toBeLessThan(3);
    await page.getByText("Latest").click();
    await page.getByText("step 4000", { exact: true }).waitFor();
  });

  test("is used by keyboard alone", async () => {
    await using screen = await open(threadHost(typicalThread(Date.now())));
    const { page } = screen;
    await page.getByRole("region", { name: "Question for you" }).waitFor();
    await page.locator(".item").last().focus();
    await page.keyboard.press("ArrowUp");
    expect(await page.evaluate(focusedLabel)).toContain("Understood. The eviction");
    for (let left = 40; left > 0 && !(await page.evaluate(focusedLabel)).startsWith("read "); left -= 1) {
      await page.keyboard.press("ArrowUp");
    }
    await page.keyboard.press("Enter");
    await page.getByText("test/cache/user.test.ts", { exact: true }).waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByText("test/cache/user.test.ts", { exact: true }).count()).toBe(0);
    expect(await page.locator(".item[tabindex='0']").count()).toBe(1);
  });

  test("keeps what is half written, sends it, and keeps it when that fails", async () => {
    let refuses = true;
    const host = threadHost(typicalThread(Date.now()));
    host.send = () => {
      if (refuses) throw new Error("the runner is away");
      return null;
    };
    await using screen = await open(host);
    const { page } = screen;
    const composer = page.getByRole("textbox", { name: "Message or next instruction" });
    await composer.fill("half written");
    await page.reload();
    await expect.poll(() => composer.inputValue()).toBe("half written");
    await composer.press("Control+Enter");
    await page.getByRole("alert").getByText("the runner is away").waitFor();
    expect(await composer.inputValue()).toBe("half written");
    refuses = false;
    await page.getByText("Send to Agent").click();
    await expect.poll(() => composer.inputValue()).toBe("");
    expect(asked(screen.asked, "send").at(-1)?.input).toEqual({ text: "half written" });
  });

  test("starts a job with what was chosen and attached", async () => {
    const thread = typicalThread(Date.now());
    const [job] = thread.detail.jobs;
    if (job) job.status = "succeeded";
    const host = threadHost(thread);
    host.attachSelection = () => ({ path: "src/a.ts", fromLine: 3, toLine: 4, text: "one\ntwo\n" });
    await using screen = await open(host);
    const { page } = screen;
    await page.getByRole("textbox", { name: "Message or next instruction" }).fill("Explain this");
    await page.getByText("Attach Selection").click();
    await page.getByText("a.ts:3–4").waitFor();
    await page.getByText("Start", { exact: true }).click();
    const instruction = "Explain this\n\nsrc/a.ts:3-4\n```\none\ntwo\n```";
    await expect.poll(() => asked(screen.asked, "startJob").map(({ input }) => input)).toMatchObject([{ instruction }]);
  });

  test("a job is started with what may stop it; an amount that is none is said, and nothing is sent", async () => {
    const thread = typicalThread(Date.now());
    for (const job of thread.detail.jobs) job.status = "succeeded";
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByRole("textbox", { name: "Message or next instruction" }).fill("Be careful");
    await page.getByRole("button", { name: "Gates" }).click();
    await page.getByText("not enough history: 2 jobs like it ended, 5 are needed").waitFor();
    await page.getByRole("combobox", { name: "Plan gate" }).click();
    await page.getByRole("option", { name: "Plans first" }).click();
    const budget = page.getByRole("textbox", { name: "Budget $" });
    await budget.fill("cheap");
    await page.getByText("an amount in dollars, like 2.50").waitFor();
    await page.getByRole("textbox", { name: "Message or next instruction" }).press("Control+Enter");
    await budget.fill("$ 2,50");
    await page.reload();
    await page.getByRole("button", { name: "Gates: plans first, $2.5 at most" }).waitFor();
    await page.getByText("Start", { exact: true }).click();
    const started = () => asked(screen.asked, "startJob").map(({ input }) => input);
    await expect
      .poll(started)
      .toMatchObject([{ instruction: "Be careful", mode: "interactive", maxCostUsd: 2.5, jobType: "continue" }]);
  });

  test("why a job is blocked is said on top, and what can be done about it is offered", async () => {
    const thread = typicalThread(Date.now());
    for (const approval of thread.detail.approvals) approval.status = "approved";
    const job = thread.detail.jobs.at(-1);
    Object.assign(job ?? {}, { status: "blocked", reason: "agent codex is not configured any more" });
    for (const { run } of thread.detail.runs) if (run.jobId === job?.id) run.failureClass = "agent_missing";
    await using screen = await open({ ...threadHost(thread), act: () => null });
    const { page } = screen;
    await page.locator("header").getByText("agent codex is not configured any more").waitFor();
    await page.getByText("See to It…").click();
    await expect.poll(() => asked(screen.asked, "act").map(({ input }) => input)).toEqual([{ action: "seeTo" }]);
  });

  test("every field has a name that says what it is for", async () => {
    const thread = typicalThread(Date.now());
    for (const job of thread.detail.jobs) job.status = "succeeded";
    await using screen = await open(threadHost(thread));
    const { page } = screen;
    await page.getByRole("combobox", { name: "Job type", exact: true }).waitFor();
    await page.getByText("Deny…").click();
    await page.getByRole("textbox", { name: "Why not, and what instead", exact: true }).waitFor();
    const named = page.getByRole("combobox", { name: /^(Job type|Agent|Model)$/ });
    expect(await page.getByRole("combobox").count()).toBe(await named.count());
    expect(await page.getByRole("textbox").count()).toBe(2);
    await page.getByRole("textbox", { name: "Message or next instruction", exact: true }).waitFor();
  });

  test("the names of stages are there whole or not at all", async () => {
    const thread = typicalThread(Date.now());
    const run = thread.detail.runs[1];
    const begun = Date.now() - 400_000;
    const lengths = { prepare: 200, brief: 100, work: 340_000, verify: 59_500, publish: 200 } as const;
    const stages = [];
    let at = begun;
    for (const name of ["prepare", "brief", "work", "verify", "publish"] as const) {
      const outcome = name === "verify" ? ("failed" as const) : ("ok" as const);
      stages.push({ runId: "run_0002", name, startedAt: at, endedAt: at + lengths[name], outcome, detail: null });
      at += lengths[name];
    }
    if (run) run.stages = stages;
    for (const [width, shown] of [
      [1_200, ["prepare", "brief", "work", "verify", "publish"]],
      [420, ["work", "verify"]],
    ] as const) {
      await using screen = await open(threadHost(thread), { width });
      const { page } = screen;
      await page.getByRole("button", { name: "Go to stage publish, ok" }).waitFor();
      const seen = await page.locator("button.stage").evaluateAll((buttons) =>
        buttons.map((button) => {
          const name = button.querySelector(".name") ?? button;
          const word = name.querySelector("span:not([aria-hidden])") ?? name;
          const [room, own] = [name.getBoundingClientRect(), word.getBoundingClientRect()];
          return { word: word.textContent, seen: own.top < room.bottom, cut: own.right > room.right + 0.5 };
        }),
      );
      expect(seen.flatMap((one) => (one.seen ? [one.word] : []))).toEqual(shown);
      expect(seen.filter((one) => one.seen && one.cut)).toEqual([]);
    }
  });

  test("offers the whole log of a step, also while it runs", async () => {
    const story = new Story(Date.now() - 60_000);
    const ended = { exitCode: 1, timedOut: false, durationMs: 900, tail: "1 failed" };
    story
      .add("step.started", { kind: "verify", name: "npm test", command: "npm test", process: "verify-1" })
      .add("step.ended", { kind: "verify", name: "npm test", ...ended })
      .add("step.started", { kind: "verify", name: "old", command: "old" })
      .add("step.ended", { kind: "verify", name: "old", ...ended })
      .add("step.started", { kind: "hook", name: "later", command: "later", process: "after-run-1" });
    const thread = { detail: { ...typicalThread(Date.now()).detail, approvals: [] }, events: story.events };
    await using screen = await open({ ...threadHost(thread), openText: () => null });
    const { page } = screen;
    await page.getByRole("button", { name: "Open Full Log" }).click();
    await page.locator(".head", { hasText: "later" }).click();
    await page.getByRole("button", { name: "Open Full Log" }).nth(1).click();
    const source = (process: string) => ({ source: { kind: "log", runId: "run_0001", process } });
    await expect
      .poll(() => asked(screen.asked, "openText").map(({ input }) => input))
      .toEqual([source("verify-1"), source("after-run-1")]);
  });

  test("says why nothing can be done while the runner is away, and as of when", async () => {
    const thread = typicalThread(Date.now());
    await using screen = await open(threadHost(thread));
    const disabled = "the runner is offline: no runner answers";
    await screen.page.getByText("Allow Once").waitFor();
    await screen.push({ type: "connection", connection: { ...online, online: false, disabled } });
    const { page } = screen;
    await page.getByText(/As of \d\d:\d\d:\d\d · the runner is offline/).waitFor();
    // The row is drawn in an update of its own, after the banner's.
    await expect.poll(() => page.getByRole("button", { name: "Allow Once" }).isDisabled()).toBe(true);
    await screen.push({ type: "connection", connection: online });
    await expect.poll(() => page.getByRole("button", { name: "Allow Once" }).isDisabled()).toBe(false);
  });

  test("says what it waits for, and shows the thread when it is there", async () => {
    const host = threadHost(typicalThread(Date.now()));
    const { open: shown } = host;
    host.open = () => ({ kind: "waiting", reason: "Connecting to box…", hint: null, offer: null });
    await using screen = await open(host);
    await screen.page.getByText("Connecting to box…").waitFor();
    if (shown) host.open = shown;
    await screen.push({ type: "reopen" });
    await screen.page.getByRole("region", { name: "Question for you" }).waitFor();
  });

  test("nothing that an agent writes does anything", async () => {
    const story = new Story(Date.now() - 60_000);
    const hostile = [
      "<img src=x onerror=\"window.hit='img'\"><script>window.hit='script'</script><style>body{display:none}</style>",
      "<iframe srcdoc=\"<script>parent.hit='frame'</script>\"></iframe><form action=//evil.test><input name=a></form>",
      "[one](javascript:window.hit='js') [two](command:workbench.action.quit) [three](data:text/html,x) [four](vscode://x)",
      '![picture](https://evil.test/track.png) [five](https://example.test/page) ![x](http://evil.test/"onerror=1)',
      "\u001B]8;;https://evil.test\u0007click\u001B]8;;\u0007 \u001B[31mred\u001B[0m \u202Egnp.exe",
      "<svg><a xlink:href='javascript:window.hit=1'><text>x</text></a></svg><math href='javascript:1'>m</math>",
      "see src/a.ts:12 and ../../etc/passwd.txt:1",
    ];
    for (const text of hostile) story.add("agent.message", { text });
    story.tool("execute", "<b>bold</b>\u202Etac", {
      output: `${"y".repeat(30_000)}<script>window.hit=1</script>`,
      ok: false,
    });
    const thread = { detail: { ...typicalThread(Date.now()).detail, approvals: [] }, events: story.events };
    const host = { ...threadHost(thread), openLink: () => null, openFile: () => null, openText: () => null };
    await using screen = await open(host);
    const { page } = screen;
    await page.getByText("⟨U+202E⟩tac").waitFor();
    expect(await page.evaluate(() => (window as unknown as { hit?: string }).hit)).toBeUndefined();
    expect(await page.locator("spool-markdown :is(img, script, iframe, form, style, svg, math)").count()).toBe(0);
    expect(await page.locator("spool-markdown a[href]").count()).toBe(0);
    for (const name of ["one", "two", "three", "four"]) {
      await page.getByText(name, { exact: false }).first().click();
    }
    expect(asked(screen.asked, "openLink")).toEqual([]);
    await page.getByText("five", { exact: true }).click();
    await page.getByText("src/a.ts:12", { exact: true }).click();
    await page.getByText("Open as Text").last().click();
    await expect
      .poll(() => screen.asked.slice(-3).map(({ name, input }) => ({ name, input })))
      .toEqual([
        { name: "openLink", input: { url: "https://example.test/page" } },
        { name: "openFile", input: { path: "src/a.ts", line: 12 } },
        { name: "openText", input: { source: { kind: "event", seq: 9 } } },
      ]);
    expect(screen.observed).toEqual({
      webviewErrors: [],
      policyViolations: [],
      workbenchErrors: [],
      outsideRequests: [],
    });
  });
});

/** Runs in the page: what the row that has the focus is called. */
function focusedLabel(): string {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active?.getAttribute("aria-label") ?? "";
}
