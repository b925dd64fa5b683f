import { type Plan, plan as planSchema } from "../../../shared/model/plan.ts";
import { draftOf } from "./plan-draft.ts";

/** `problems`: what is wrong with the answer, one sentence each, in the words in which the plan was asked for. */
export type PlanReading = { plan: Plan } | { problems: string[] };

/** What the runner knows about a plan, whatever the agent says about it. */
export interface PlanFacts {
  /** Absolute path of the worktree: agents name files by it. */
  worktree: string;
  author: string;
  number: number;
}

const mostProblems = 12;
const mostBlocks = 20;
/** Keys of which a plan has at least one, and other JSON of an answer has not. */
const telling = ["steps", "files_to_touch", "filesToTouch", "approach", "acceptance_check"];

/**
 * The plan in what an agent said, oldest first. The last thing that was meant as a plan counts, also when it is none: an
 * older one that could be read was taken back by it.
 */
export function readPlan(said: readonly string[], facts: PlanFacts): PlanReading {
  let isJson = false;
  // Programs that print a line at a time have each line as a message of its own: together they may be the plan.
  for (const text of [...said.toReversed(), said.join("\n")]) {
    for (const candidate of candidates(text)) {
      const found = parsed(candidate);
      if (found === undefined) continue;
      isJson = true;
      const meant = plansOf(found);
      if (meant) return checked(draftOf(meant, facts.worktree), facts);
    }
  }
  if (isJson) return { problems: ["the JSON in the answer is no plan: it has neither steps nor files_to_touch"] };
  const cut = said.some((text) => /… \(\d+ more characters\)$/.test(text));
  if (cut) return { problems: ["the answer is too long to be read whole: plan in fewer words"] };
  const broken = said.some((text) => telling.some((key) => text.includes(`"${key}"`)));
  return { problems: [broken ? "the plan is not valid JSON" : "the answer holds no JSON object with a plan"] };
}

function checked(draft: Record<string, unknown>, { author, number }: PlanFacts): PlanReading {
  const read = planSchema.safeParse({ ...draft, author, number });
  const problems = read.success ? contentProblems(read.data) : read.error.issues.map(problemOf);
  if (read.success && problems.length === 0) return { plan: read.data };
  const more = problems.length > mostProblems ? [`and ${problems.length - mostProblems} more problems`] : [];
  return { problems: [...problems.slice(0, mostProblems), ...more] };
}

/** What is well formed and still nothing to decide on. */
function contentProblems(plan: Plan): string[] {
  const problems: string[] = [];
  if (plan.steps.length === 0) problems.push("steps: at least one is needed");
  for (const key of ["summary", "approach", "acceptance"] as const) {
    if (plan[key].trim() === "") problems.push(`${nameInPrompt(key)}: must not be empty`);
  }
  const seen = new Set<string>();
  for (const { path } of plan.filesToTouch) {
    if (seen.has(path)) problems.push(`files_to_touch: ${path} is named twice`);
    seen.add(path);
  }
  return problems;
}

function problemOf({ path, message }: { path: PropertyKey[]; message: string }): string {
  const [first, ...rest] = path;
  if (first === undefined) return `the plan is ${message}`;
  const place = rest.map((part) => (typeof part === "number" ? `[${part + 1}]` : `.${String(part)}`)).join("");
  return `${nameInPrompt(String(first))}${place}: ${message}`;
}

function nameInPrompt(key: string): string {
  if (key === "filesToTouch") return "files_to_touch";
  return key === "acceptance" ? "acceptance_check" : key;
}

/** The texts inside an answer that may be JSON, the likeliest first. */
function* candidates(text: string): Generator<string> {
  yield text;
  yield* fencedBlocks(text).toReversed();
  const [start, end] = [text.indexOf("{"), text.lastIndexOf("}")];
  if (start === -1 || end < start) return;
  yield text.slice(start, end + 1);
  // Braces in the words before it: the object begins on a line of its own.
  const own = /^[ \t]*\{/m.exec(text)?.index;
  if (own !== undefined && own > start) yield text.slice(own, end + 1);
}

/**
 * What an agent said besides the JSON of its plan, which is shown as a plan and not as words; empty when it said nothing
 * else.
 */
export function besidePlan(text: string): string {
  const isPlan = (json: string) => plansOf(parsed(json)) !== undefined;
  if (isPlan(text)) return "";
  let rest = text;
  for (const block of fencedBlocks(text)) {
    if (!isPlan(block)) continue;
    const at = rest.indexOf(block);
    const before = rest.slice(0, at).replace(/[^\n]*\n$/, "");
    const after = rest.slice(at + block.length).replace(/^\n[^\n]*/, "");
    rest = before + after;
  }
  return rest.replaceAll(/\n{3,}/g, "\n\n").trim();
}

/** What stands between lines of three or more backticks or tildes; an open one goes to the end. */
function fencedBlocks(text: string): string[] {
  const blocks: string[] = [];
  let fence: string | undefined;
  let lines: string[] = [];
  for (const line of text.split("\n")) {
    const mark = /^[ \t]{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) {
      if (mark !== undefined) fence = mark;
    } else if (mark?.startsWith(fence) && line.trim() === mark) {
      blocks.push(lines.join("\n"));
      fence = undefined;
      lines = [];
    } else lines.push(line);
  }
  if (fence !== undefined) blocks.push(lines.join("\n"));
  return blocks.slice(-mostBlocks);
}

function parsed(text: string): unknown {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") && !trimmed.startsWith("[")) return undefined;
  try {
    return JSON.parse(trimmed);
  } catch {
    // Most of what an agent says is no JSON; the next candidate may be.
    return undefined;
  }
}

/** The object that was meant as a plan: the JSON itself, or what it holds under `plan`. */
function plansOf(found: unknown): Record<string, unknown> | undefined {
  if (!isObject(found)) return undefined;
  if (telling.some((key) => Object.hasOwn(found, key))) return found;
  const inner = found["plan"];
  return isObject(inner) && telling.some((key) => Object.hasOwn(inner, key)) ? inner : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
