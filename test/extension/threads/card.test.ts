import { expect, test } from "vitest";
import { threadCard } from "../../../extension/common/threads/card.ts";
import { summaryOf } from "./summaries.ts";

const now = new Date(2026, 10, 3, 14, 5).getTime();

test("the card tells project, branch, agent, attempt, cost and tokens", () => {
  const summary = summaryOf("a", {
    thread: { updatedAt: now },
    job: { status: "succeeded", finishedAt: now },
    run: {
      agent: "claude",
      model: "opus",
      attempt: 2,
      costUsd: 0.84,
      turns: 7,
      tokens: { input: 9_000, cachedInput: 3_000, output: 345 },
    },
    changes: { files: 2, additions: 96, deletions: 12 },
  });
  expect(threadCard(summary, now).replaceAll("\\", "").split(/ *\n+/)).toEqual([
    "**Thread a**",
    "done · just now",
    "demo · spool/a ← main",
    "claude · opus · attempt 2",
    "$0.84 · 12.3k tokens · 7 turns",
    "2 files +96 −12",
    "changed 14:05",
  ]);
});

test("nothing in it is Markdown, HTML, a link or an icon", () => {
  const hostile = "[x](command:evil) ![i](https://evil/i.png) <b>*a*</b> $(bug) https://evil `c`\n# h";
  const card = threadCard(summaryOf("a", { thread: { title: hostile, labels: [hostile] }, project: hostile }), now);
  const ours = card.replaceAll("**", "").replaceAll(/ *\n+/g, "");
  // Each sign that Markdown could read stands behind a backslash.
  expect(ours.replaceAll(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(/[!-/:-@[-`{-~]/);
  expect(card).not.toContain("https://");
});
