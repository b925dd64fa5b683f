import type { Plan } from "../../../shared/model/plan.ts";
import type { PlanDraft, PlanPanelContract, PlanPanelOpened, PlanRecord } from "../../../shared/panels/plan.ts";
import { samplePlan } from "../../builders/approvals.ts";
import type { Answers } from "../harness/page.ts";

/** A plan as the panel is given it, waiting for a decision: the `number`th of its job. */
export function planRecord(number: number, change: Partial<PlanRecord> & { content?: Partial<Plan> } = {}): PlanRecord {
  const { content, ...rest } = change;
  return {
    approvalId: `apr_${number}`,
    revision: `r${number}`,
    status: "pending",
    requestedAt: Date.now() - 240_000,
    decidedAt: null,
    decidedBy: null,
    comment: null,
    comments: [],
    plan: samplePlan({ number, ...content }),
    rest: "",
    ...rest,
  };
}

export type OpenedPlans = Extract<PlanPanelOpened, { kind: "plan" }>;

export function openedPlans(plans: PlanRecord[], drafts: Record<string, PlanDraft> | null = {}): OpenedPlans {
  return {
    kind: "plan",
    thread: {
      title: "Invalidate the cache",
      project: "demo",
      branch: "spool/invalidate-the-cache-7f3k",
      hasBase: true,
    },
    plans,
    drafts,
    connection: { disabled: null, online: true, asOf: Date.now(), caller: "ada" },
  };
}

/** A host that has these plans, keeps every draft, and takes every decision. */
export function planAnswers(opened: () => PlanPanelOpened): Answers<PlanPanelContract> {
  return {
    open: opened,
    forecast: () => ({
      ...{ project: "demo", jobType: "implement", agent: "claude" },
      forecast: { kind: "too_little", jobs: 2, needed: 5 },
    }),
    saveDraft: () => ({ kept: "runner" }),
    openFile: () => null,
    openLink: () => null,
    openDocument: () => null,
    openThread: () => null,
    copy: () => null,
  };
}

/** Hidden, reordering and active text, and markdown that would reach out. */
export const hostile =
  '<img src=x onerror="document.title=1"> \u202Egnp.exe\u202C [run](command:workbench.action.quit) ![pixel](https://example.com/p.png) \u001B[31mred\u001B[0m <script>document.title=2</script>';

/** More of everything than one likes to read. */
export function overfullPlan(): Plan {
  const words =
    "Every entry that the change touches is looked up again before it is written, so that nothing stale is kept. ";
  return samplePlan({
    number: 3,
    title: `${hostile} and a title that goes on and on until there is no more room for it`.slice(0, 200),
    summary: `${words.repeat(8)}\n\n- \`one\`\n- **two**\n\n${hostile}`,
    approach: `## A heading of its own\n\n${words.repeat(20)}\n\n\`\`\`ts\n${"const value = compute(); // a line of code that is long enough to be wrapped in a narrow panel\n".repeat(6)}\`\`\`\n\n| a | b |\n| --- | --- |\n| 1 | ${"wide ".repeat(40)} |`,
    steps: Array.from({ length: 60 }, (_, index) => ({
      title: index === 7 ? hostile : `Step ${index + 1}: ${words.slice(0, 40 + (index % 5) * 20)}`,
      detail: index % 3 === 0 ? words.repeat(1 + (index % 4)) : "",
    })),
    filesToTouch: Array.from({ length: 200 }, (_, index) => ({
      path:
        index === 5
          ? `src/${"deep/".repeat(12)}a-file-with-a-very-long-name-that-does-not-fit-on-one-line-of-a-narrow-panel.ts`
          : `src/${["api", "cache", "store", "view"][index % 4]}/module-${Math.floor(index / 8)}/file-${index}.ts`,
      change: (["changed", "new", "deleted", "changed"] as const)[index % 4] ?? "changed",
      reason: index % 5 === 0 ? words : "",
    })),
    risks: Array.from({ length: 12 }, (_, index) => (index === 3 ? hostile : words.repeat(1 + (index % 3)))),
    author: "an agent with a long name, and a model with a longer one",
    signal: {
      score: 74.4,
      sources: Array.from({ length: 8 }, (_, index) => ({ name: `source ${index}`, score: index * 12, reason: words })),
    },
    forecast: { successChance: 0.83, durationMs: 754_000, turns: 14, sampleSize: 9 },
  });
}
