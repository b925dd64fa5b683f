import type { Plan, PlanComment } from "../../../shared/model/plan.ts";
import { planMarkdown, section } from "./plan-markdown.ts";

/** What a person said about a plan that is not to be followed as it is. */
export interface PlanAnswer {
  plan: Plan;
  status: "changes_requested" | "rejected";
  comment: string | null;
  comments: readonly PlanComment[];
}

/** Why the agent is asked to plan now. */
export interface PlanningRound {
  /** The newest plan of the job and its answer, if there was one. */
  answered: PlanAnswer | undefined;
  /** What was wrong with the answer before, which held no plan that could be read. */
  problems: readonly string[];
  /** The agent goes on in the session in which it was told the task and wrote the plan before. */
  isResumed: boolean;
}

const shape = `{
  "title": "one line",
  "summary": "one or two sentences: what will be different",
  "approach": "two to four sentences: how, and why so",
  "steps": [{ "title": "what is done", "detail": "how, where" }],
  "files_to_touch": [{ "path": "src/file.ts", "change": "changed", "reason": "why" }],
  "risks": ["what may go wrong"],
  "acceptance_check": "how it is told that the work is done"
}`;

const rules = `Plan this work. Do not do it: change no file, run nothing that changes anything, make no commit. Read as much of the
repository as you need.

A person reads your plan and approves it, asks for changes, or rejects it. Approved, it binds: only the files in
files_to_touch may be touched then, so name every one of them, with tests, lock files and documentation. Paths are
relative to the root of the repository. "change" is "new", "changed" or "deleted".`;

const format = `End with your plan as exactly one JSON object in a fenced block, in this form:

\`\`\`json
${shape}
\`\`\`

Say nothing after it. If you hand your plan on by a tool that ends a planning mode, hand on the same JSON.`;

/** What the agent is told while it plans; `task` is what it would be told to do. */
export function planningPrompt(task: string, round: PlanningRound): string {
  const { answered, problems, isResumed } = round;
  const parts = isResumed && (answered || problems.length > 0) ? [] : [task.trim(), section("Plan first", rules)];
  if (answered) parts.push(answerText(answered, isResumed));
  if (problems.length > 0) parts.push(repairText(problems));
  parts.push(format);
  return `${parts.join("\n\n")}\n`;
}

function answerText({ plan, status, comment, comments }: PlanAnswer, isResumed: boolean): string {
  const verdict =
    status === "rejected"
      ? `Your plan ${plan.number} was rejected by the person who decides. Plan anew, in another way.`
      : `The person who decides wants your plan ${plan.number} changed. Change what is asked for and keep the rest. You are still only planning: change no file.`;
  const parts = [
    section("Changes to the plan", verdict),
    // Its own session holds the plan already.
    isResumed ? "" : `The plan it is about:\n\n${fenced(planMarkdown(plan))}`,
    ...comments.map((one) => `${placeOf(plan, one)}:\n${quoted(one.text)}`),
    comment === null || comment.trim() === "" ? "" : `To the whole plan:\n${quoted(comment)}`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function placeOf(plan: Plan, { anchor }: PlanComment): string {
  switch (anchor.kind) {
    case "step": {
      const title = plan.steps[anchor.step - 1]?.title;
      return `To step ${anchor.step}${title === undefined ? "" : ` (${title})`}`;
    }
    case "file":
      return `To the file ${anchor.path}`;
  }
}

function repairText(problems: readonly string[]): string {
  const body = `Your plan could not be read:\n\n${problems.map((problem) => `- ${problem}`).join("\n")}\n\nGive the same plan again, whole and corrected. You are still only planning: change no file.`;
  return section("Correct the plan", body);
}

function quoted(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

/** A fence longer than any inside it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}markdown\n${text.trim()}\n${fence}`;
}
