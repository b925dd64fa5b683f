import { expect, test } from "vitest";
import { changedFiles } from "./support/box.ts";
import { expectGolden } from "./support/golden.ts";
import {
  approvalView,
  commitsView,
  jobView,
  now,
  queueView,
  spendView,
  statusView,
  threadSummaries,
  threadView,
  worktreeViews,
} from "./support/views.ts";
import { renderAgents, renderProjects, renderTokens } from "../../runner/cli/render/administration.ts";
import { renderChanges } from "../../runner/cli/render/changes.ts";
import { renderJobList } from "../../runner/cli/render/job-list.ts";
import { renderForecast } from "../../runner/cli/render/forecast.ts";
import { renderJob } from "../../runner/cli/render/job-show.ts";
import { renderQueue } from "../../runner/cli/render/queue.ts";
import { renderSpend } from "../../runner/cli/render/spend.ts";
import { renderStatus } from "../../runner/cli/render/status.ts";
import { renderThreadList } from "../../runner/cli/render/thread-list.ts";
import { renderThread, type ShownCommits } from "../../runner/cli/render/thread-show.ts";
import { renderWorktrees } from "../../runner/cli/render/worktrees.ts";
import type { RenderOptions } from "../../runner/cli/render/options.ts";
import { clean } from "../../runner/cli/terminal/clean.ts";
import { ansiPaint, noPaint } from "../../runner/cli/terminal/style.ts";
import { textWidth } from "../../runner/cli/terminal/width.ts";
import { projectRow } from "../builders/rows.ts";

const screens: Record<string, (options: RenderOptions) => string> = {
  "thread-list": (options) =>
    renderThreadList({ threads: threadSummaries, nextAfter: threadSummaries[0]!.thread.id }, options),
  "thread-show": (options) => renderThread({ ...threadView, commits: commitsView }, options),
  "job-list": (options) => renderJobList({ jobs: threadView.jobs, nextAfter: null }, options),
  "job-show": (options) => renderJob(jobView, options),
  queue: (options) => renderQueue(queueView, options),
  spend: (options) => renderSpend(spendView, options),
  status: (options) => renderStatus(statusView, options),
  worktrees: (options) => renderWorktrees(worktreeViews, options),
  changes: (options) => renderChanges(changedFiles, options),
  projects: (options) => renderProjects([projectRow], options),
  agents: (options) =>
    renderAgents(
      [
        {
          name: "claude",
          adapter: "claude",
          model: "opus",
          maxJobs: null,
          account: "claude",
          available: true,
          version: "2.1.4",
          problem: null,
        },
        {
          name: "codex",
          adapter: "codex",
          model: null,
          maxJobs: 1,
          account: "codex",
          available: false,
          version: null,
          problem: "not logged in: run codex login on the build box first",
        },
      ],
      options,
    ),
  forecast: (options) =>
    renderForecast(
      {
        project: "my-app",
        jobType: "implement",
        agent: "claude",
        forecast: {
          kind: "known",
          basis: "project_and_agent",
          jobs: 10,
          succeeded: 8,
          chance: { share: 0.8, low: 0.49, high: 0.943 },
          durationMs: { median: 750_000, p90: 2_400_000, sample: 8 },
          turns: null,
        },
      },
      options,
    ) +
    renderForecast(
      { project: "my-app", jobType: "fix", agent: "codex", forecast: { kind: "too_little", jobs: 1, needed: 5 } },
      options,
    ),
  tokens: (options) =>
    renderTokens(
      [
        {
          id: "tok_00000000000000000000000abc",
          name: "laptop",
          role: "operator",
          createdAt: now - 86_400_000,
          lastUsedAt: null,
          revokedAt: null,
        },
      ],
      options,
    ),
};

test.each(Object.keys(screens))(
  "%s reads the same as before at 80 and at 120 columns and never exceeds them",
  async (name) => {
    const render = screens[name]!;
    for (const columns of [80, 120]) {
      const text = render({ columns, paint: noPaint, now });
      await expectGolden(`screen/${name}-${columns}.txt`, text);
      // oxlint-disable-next-line no-control-regex -- the point of the test
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
      for (const line of text.split("\n")) expect(textWidth(line)).toBeLessThanOrEqual(columns);
    }
  },
);

test("colours change nothing but the colour", () => {
  for (const render of Object.values(screens)) {
    const plain = render({ columns: 80, paint: noPaint, now });
    const coloured = clean(render({ columns: 80, paint: ansiPaint, now })).replace(/ +$/gm, "");
    expect(coloured).toBe(plain);
  }
});

test("a thread is shown also when its commits cannot be", () => {
  const shown = (commits: ShownCommits) =>
    renderThread({ ...threadView, commits }, { columns: null, paint: noPaint, now });
  expect(shown(null)).not.toContain("commits");
  expect(shown({ ...commitsView, commits: [], truncated: false })).not.toContain("commits");
  expect(shown({ problem: "git says\u001B[2J no" })).toContain("commits\n  not to be read: git says no\n");
});

test("without columns, as in a pipe, nothing is cut", () => {
  const text = screens["thread-list"]!({ columns: null, paint: noPaint, now });
  expect(text).toContain("Cache invalidation for user updates in every service that reads them");
  expect(text).toContain(approvalView.title);
});
