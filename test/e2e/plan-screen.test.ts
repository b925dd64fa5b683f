import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { Forecast } from "../../shared/forecast.ts";
import type { PlanPanelContract, PlanRecord } from "../../shared/panels/plan.ts";
import { samplePlan } from "../builders/approvals.ts";
import { type Answers, openScreen, type ScreenPage } from "../webview/harness/page.ts";
import {
  hostile,
  type OpenedPlans,
  openedPlans,
  overfullPlan,
  planAnswers,
  planRecord,
} from "../webview/support/plans.ts";
import { useBrowser } from "./harness/suite.ts";
import { supported } from "./runtime/versions.ts";

type Screen = ScreenPage<PlanPanelContract>;

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const isEnabled = (page: Page, name: string | RegExp) =>
  page.locator("spool-button", { hasText: name }).evaluate((element) => !element.hasAttribute("disabled"));
const message = (page: Page) => page.getByRole("textbox", { name: "About the whole plan" });
const footer = (page: Page) => page.locator("footer");
const toEnd = (page: Page) =>
  page.locator("main").evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });

/** What was asked of the host by that name, the last one last. */
function asked(screen: Screen, name: string): unknown[] {
  return screen.asked.filter((one) => one.name === name).map(({ input }) => input);
}

const decided = (record: PlanRecord, change: Partial<PlanRecord>): PlanRecord => ({
  ...record,
  status: "approved",
  decidedBy: "bob",
  decidedAt: Date.now() - 60_000,
  ...change,
});

describe.skipIf(!supported)("the plan panel's screen", () => {
  const browser = useBrowser();

  async function open(
    opened: OpenedPlans,
    options: { answers?: Answers<PlanPanelContract>; height?: number; state?: object } = {},
  ): Promise<Screen> {
    const { answers, height = 1_200, state } = options;
    const screen = await openScreen<PlanPanelContract>(browser(), {
      screen: "plan",
      answers: { ...planAnswers(() => opened), ...answers },
      height,
      ...(state && { state }),
    });
    await screen.page.getByRole("main").waitFor();
    return screen;
  }

  test("nothing can be decided until the plan was on the screen to its end, and it says so", async () => {
    await using screen = await open(openedPlans([planRecord(1, { plan: overfullPlan() })]), { height: 700 });
    const { page } = screen;
    await footer(page).getByText("Read the plan to its end first.").waitFor();
    for (const name of ["Approve", "Request Changes", "Reject"]) expect(await isEnabled(page, name)).toBe(false);
    // A button that is disabled does nothing when something clicks it all the same.
    await page.locator("spool-button", { hasText: "Approve" }).dispatchEvent("click");
    await page.locator("main").evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await page.locator("[data-place='file src/api/module-1/file-8.ts']").waitFor();
    expect(await isEnabled(page, "Approve")).toBe(false);
    await toEnd(page);
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    expect(await footer(page).getByText("Read the plan").count()).toBe(0);
    expect(asked(screen, "decide")).toEqual([]);
  });

  test("what such jobs came to before is said above the decision, or that too little is known; not on its record", async () => {
    const subject = { project: "demo", jobType: "implement", agent: "script" };
    const opened = openedPlans([planRecord(1)]);
    const known: Forecast = {
      kind: "known",
      ...{ basis: "project", jobs: 10, succeeded: 8, chance: { share: 0.8, low: 0.49, high: 0.94 } },
      ...{ durationMs: { median: 750_000, p90: 2_400_000, sample: 8 }, turns: null },
    };
    {
      await using screen = await open(opened, { answers: { forecast: () => ({ ...subject, forecast: known }) } });
      await footer(screen.page)
        .getByText(/Forecast from implement jobs of demo with any agent: 8 of 10 succeeded \(49–94 %\) · about /)
        .waitFor();
      await screen.push({ type: "plans", plans: [decided(planRecord(1), {})] });
      await footer(screen.page).getByText("Approved").waitFor();
      expect(await footer(screen.page).getByText("Forecast").count()).toBe(0);
    }
    const forecast = { kind: "too_little", jobs: 2, needed: 5 } as const;
    await using screen = await open(opened, { answers: { forecast: () => ({ ...subject, forecast }) } });
    await footer(screen.page).getByText("Forecast: not enough history: 2 jobs like it ended, 5 are needed").waitFor();
  });

  test("a plan that fits is read when it is there; what it was read to is remembered over a reload", async () => {
    await using screen = await open(openedPlans([planRecord(1)]));
    await expect.poll(() => isEnabled(screen.page, "Approve")).toBe(true);
    await screen.page.setViewportSize({ width: 900, height: 500 });
    await screen.page.reload();
    await expect.poll(() => isEnabled(screen.page, "Approve")).toBe(true);
  });

  test("comments are written on steps and files, by hand and by key, and sent with a request for changes", async () => {
    const asking = planRecord(1);
    await using screen = await open(openedPlans([asking]), {
      answers: {
        decide: ({ comment, comments }) => ({
          kind: "decided",
          plans: [decided(asking, { status: "changes_requested", decidedBy: "ada", comment, comments })],
        }),
      },
    });
    const { page } = screen;
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    expect(await isEnabled(page, "Request Changes")).toBe(false);
    await page.getByRole("group", { name: /^Step 2/ }).hover();
    await button(page, "Comment on step 2").click();
    await page.keyboard.type("And one for deletion.");
    await page.locator("[data-place='file src/cache/ttl.ts']").focus();
    await page.keyboard.press("c");
    await page.keyboard.type("Keep it.");
    // One that is begun and left empty is none.
    await page.locator("[data-place='step 1']").focus();
    await page.keyboard.press("c");
    await page.getByRole("textbox", { name: "Comment on step 1" }).waitFor();
    await message(page).fill("Two things.");
    await expect.poll(() => page.getByRole("textbox", { name: "Comment on step 1" }).count()).toBe(0);
    await button(page, "Request Changes (2)").click();
    await footer(page).getByText("Changes requested").waitFor();
    expect(asked(screen, "decide")).toEqual([
      {
        approvalId: "apr_1",
        revision: "r1",
        decision: "request_changes",
        comment: "Two things.",
        comments: [
          { anchor: { kind: "step", step: 2 }, text: "And one for deletion." },
          { anchor: { kind: "file", path: "src/cache/ttl.ts" }, text: "Keep it." },
        ],
      },
    ]);
    // The record is in the footer and beside the places; nothing can be written any more.
    expect(await footer(page).innerText()).toMatch(/Changes requested by you[\s\S]*2 comments[\s\S]*Two things\./);
    await page.getByRole("group", { name: "Comments on step 2" }).getByText("you: And one for deletion.").waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    expect(await button(page, /^Comment on/).count()).toBe(0);
  });

  test("an approval takes what was written on places along in words", async () => {
    const asking = planRecord(1);
    const draft = {
      revision: "r1",
      text: "",
      comments: [{ id: "a", anchor: { kind: "step" as const, step: 1 }, about: "Drop", text: "By id, please." }],
    };
    await using screen = await open(openedPlans([asking], { apr_1: draft }), {
      answers: { decide: () => ({ kind: "decided", plans: [decided(asking, { decidedBy: "ada" })] }) },
    });
    await footer(screen.page).getByText("1 comment goes along as a note").waitFor();
    await button(screen.page, "Approve").click();
    await footer(screen.page).getByText("Approved").waitFor();
    expect(asked(screen, "decide")).toMatchObject([
      { decision: "approve", comment: "On step 1: By id, please.", comments: [] },
    ]);
  });

  test("to reject takes a reason or a second click", async () => {
    const asking = planRecord(1);
    const answers: Answers<PlanPanelContract> = {
      decide: () => ({ kind: "decided", plans: [decided(asking, { status: "rejected" })] }),
    };
    await using silent = await open(openedPlans([asking]), { answers });
    await expect.poll(() => isEnabled(silent.page, "Reject")).toBe(true);
    await button(silent.page, "Reject").click();
    await footer(silent.page).getByText("Say why, or click again.").waitFor();
    expect(asked(silent, "decide")).toEqual([]);
    await button(silent.page, "Reject Without a Reason").click();
    await footer(silent.page).getByText("Rejected").waitFor();

    await using said = await open(openedPlans([asking]), { answers });
    await expect.poll(() => isEnabled(said.page, "Reject")).toBe(true);
    await message(said.page).fill("Not now.");
    await button(said.page, "Reject").click();
    await footer(said.page).getByText("Rejected").waitFor();
    expect(asked(said, "decide")).toMatchObject([{ decision: "reject", comment: "Not now." }]);
  });

  test("who answers second is told who was first, and keeps what they wrote", async () => {
    const asking = planRecord(1);
    await using screen = await open(openedPlans([asking]), {
      answers: { decide: () => ({ kind: "already_decided", plans: [decided(asking, { comment: "Go." })] }) },
    });
    const { page } = screen;
    await message(page).fill("Wait for me");
    await expect.poll(() => isEnabled(page, "Reject")).toBe(true);
    await button(page, "Reject").click();
    await footer(page).getByRole("alert").getByText("Your answer came second: approved by bob.").waitFor();
    const unsent = page.getByRole("group", { name: "What you wrote and was not sent" });
    await unsent.getByText("Wait for me").waitFor();
    await button(page, "Copy").click();
    expect(asked(screen, "copy")).toEqual([{ text: "Wait for me" }]);
    await button(page, "Discard").click();
    await expect.poll(() => unsent.count()).toBe(0);
    await expect.poll(() => asked(screen, "saveDraft").at(-1)).toEqual({ approvalId: "apr_1", draft: null });
  });

  test("a newer plan is told of; it is gone to by hand, with what changed and what was written, and is read anew", async () => {
    const first = planRecord(1, { plan: samplePlan({ number: 1, approach: "Look at it. ".repeat(300) }) });
    await using screen = await open(openedPlans([first]), { height: 600 });
    const { page } = screen;
    await toEnd(page);
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    await page.locator("[data-place='step 2']").focus();
    await page.keyboard.press("c");
    await page.keyboard.type("Which one?");
    const [one, two] = samplePlan().steps;
    const steps = [{ title: "Look around first", detail: "" }, one!, two!];
    const content = { approach: first.plan?.approach ?? "", summary: "Entries go.", steps, filesToTouch: [] };
    await screen.push({ type: "plans", plans: [{ ...first, status: "cancelled" }, planRecord(2, { content })] });
    await page.getByText("There is a newer one: plan 2.").first().waitFor();
    expect(await page.getByRole("heading", { name: "What changed" }).count()).toBe(0);
    await page.locator(".banner").getByRole("button", { name: "Show plan 2" }).click();

    const changes = page.getByRole("region", { name: "What changed since plan 1" });
    for (const text of ["Summary", "Step 1", "src/cache/ttl.ts"])
      await changes.getByText(text, { exact: true }).waitFor();
    expect(await changes.locator("del").allInnerTexts()).toContain("deleted: nothing needs it then");
    expect(await page.locator("main").evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    await footer(page).getByText("Read the plan to its end first.").waitFor();
    expect(await page.getByRole("textbox", { name: "Comment on step 3" }).inputValue()).toBe("Which one?");
    await toEnd(page);
    await expect.poll(() => isEnabled(page, "Request Changes (1)")).toBe(true);
  });

  test("an answer to a plan that has changed decides nothing, and leads to what it is now", async () => {
    const asking = planRecord(1);
    const now = planRecord(1, { revision: "r1b", content: { summary: "Otherwise." } });
    await using screen = await open(openedPlans([asking]), {
      answers: { decide: () => ({ kind: "stale_revision", plans: [now] }) },
    });
    const { page } = screen;
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    await button(page, "Approve").click();
    await footer(page).getByRole("alert").getByText("nothing was decided").waitFor();
    await page.getByText("This plan has changed since you opened it.").first().waitFor();
    await footer(page).getByRole("button", { name: "Show plan 1" }).click();
    await page.getByRole("region", { name: "What changed" }).getByText("Otherwise.").waitFor();
  });

  test("without the runner everything stays, nothing can be decided, and what is written is kept here", async () => {
    await using screen = await open(openedPlans([planRecord(1)]), {
      answers: { saveDraft: () => ({ kept: "editor", reason: "the runner is offline: gone" }) },
    });
    const { page } = screen;
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    const away = { disabled: "the runner is offline: gone", online: false, asOf: Date.now(), caller: "ada" };
    await screen.push({ type: "connection", connection: away });
    await footer(page).getByText("The runner is offline: gone.").waitFor();
    expect(await isEnabled(page, "Approve")).toBe(false);
    await message(page).fill("Half a thou");
    await footer(page).getByText("Draft kept in this editor").waitFor();
    await page.reload();
    await expect.poll(() => message(page).inputValue()).toBe("Half a thou");
    // It is offered to the runner again.
    await expect.poll(() => asked(screen, "saveDraft").length).toBeGreaterThan(1);
  });

  test("what is written goes to the runner when the person pauses, and is asked for by the next window", async () => {
    await using screen = await open(openedPlans([planRecord(1)]));
    await message(screen.page).pressSequentially("Hello there", { delay: 5 });
    await footer(screen.page).getByText("Draft kept").waitFor();
    const sent = asked(screen, "saveDraft");
    expect(sent.at(-1)).toEqual({ approvalId: "apr_1", draft: { revision: "r1", text: "Hello there", comments: [] } });
    expect(sent.length).toBeLessThan(11);
  });

  test("everything is reached by the keyboard", async () => {
    await using screen = await open(openedPlans([planRecord(1)]));
    const { page } = screen;
    await page.locator("[data-place='step 1']").focus();
    await page.keyboard.press("ArrowDown");
    const focused = () =>
      page.evaluate(() => {
        const deep = document.activeElement?.shadowRoot?.activeElement;
        return deep instanceof HTMLElement ? (deep.dataset["place"] ?? deep.textContent?.trim()) : undefined;
      });
    expect(await focused()).toBe("step 2");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("file src/cache/ttl.ts");
    await page.keyboard.press("Enter");
    await page.keyboard.press("End");
    expect(await focused()).toBe("file test/cache/user.test.ts");
    // There is nothing to be opened of a file that is yet to be made.
    await page.keyboard.press("Enter");
    await page.keyboard.press("Home");
    await expect.poll(() => asked(screen, "openFile")).toEqual([{ path: "src/cache/ttl.ts" }]);
  });

  test("hostile text is shown as what it is, and reaches nothing", async () => {
    await using screen = await open(
      openedPlans([planRecord(1, { plan: overfullPlan(), rest: JSON.stringify({ more: hostile }) })]),
    );
    const { page, observed } = screen;
    await toEnd(page);
    await expect.poll(() => isEnabled(page, "Approve")).toBe(true);
    const text = await page.locator("main").innerText();
    expect(text).toContain('<img src=x onerror="document.title=1">');
    expect(text).toContain("⟨U+202E⟩");
    for (const hidden of ["\u202E", "\u001B"]) expect(text).not.toContain(hidden);
    expect(await page.title()).toBe("");
    expect(await page.locator("main").locator("img, script, iframe, [href], [style], [onerror]").count()).toBe(0);
    await page.locator("main").getByRole("link", { name: "pixel" }).first().click();
    expect(asked(screen, "openLink")).toEqual([{ url: "https://example.com/p.png" }]);
    expect(observed).toEqual({ webviewErrors: [], policyViolations: [], workbenchErrors: [], outsideRequests: [] });
  });

  test("a plan of another version is shown as it came, and can be rejected but not approved", async () => {
    const unknown = planRecord(1, { plan: null, rest: JSON.stringify({ goal: "all" }) });
    await using screen = await open(openedPlans([unknown]));
    await screen.page.getByText('{"goal":"all"}').waitFor();
    await expect.poll(() => isEnabled(screen.page, "Reject")).toBe(true);
    expect(await isEnabled(screen.page, "Approve")).toBe(false);
  });
});
