import * as z from "zod/mini";

const planEntry = z.object({ text: z.string(), status: z.enum(["pending", "in_progress", "completed"]) });

export const misbehaviours = [
  "hang",
  "flood",
  "half_line",
  "long_line",
  "bad_utf8",
  "daemon",
  "ignore_term",
  "crash",
] as const;
export type Misbehaviour = (typeof misbehaviours)[number];

/** One thing the agent does. Paths count from the worktree; times are milliseconds. */
export type ScenarioStep =
  | { say: string }
  | { think: string }
  | { plan: z.infer<typeof planEntry>[] }
  | { write: { path: string; content: string } }
  | { edit: { path: string; find: string; replace: string } }
  | { delete: string }
  | { run: string }
  | { usage: { input?: number; cachedInput?: number; output?: number; costUsd?: number; turns?: number } }
  | { session: string }
  /** Goes on once the file is there. */
  | { wait: string }
  | { sleep: number }
  /** Asks for permission where someone can answer; elsewhere goes on as if allowed. */
  | { ask: { title: string; path?: string; content?: string; allowed?: ScenarioStep[]; denied?: ScenarioStep[] } }
  | { fail: { failure: string; message: string; resetAt?: number } }
  | { misbehave: Misbehaviour }
  | { exit: number };

const amount = z.number().check(z.minimum(0));
const count = z.optional(amount);

const step: z.ZodMiniType<ScenarioStep> = z.lazy(() =>
  z.union([
    z.strictObject({ say: z.string() }),
    z.strictObject({ think: z.string() }),
    z.strictObject({ plan: z.array(planEntry) }),
    z.strictObject({ write: z.strictObject({ path: z.string(), content: z.string() }) }),
    z.strictObject({ edit: z.strictObject({ path: z.string(), find: z.string(), replace: z.string() }) }),
    z.strictObject({ delete: z.string() }),
    z.strictObject({ run: z.string() }),
    z.strictObject({
      usage: z.strictObject({ input: count, cachedInput: count, output: count, costUsd: count, turns: count }),
    }),
    z.strictObject({ session: z.string() }),
    z.strictObject({ wait: z.string() }),
    z.strictObject({ sleep: amount }),
    z.strictObject({
      ask: z.strictObject({
        title: z.string(),
        path: z.optional(z.string()),
        content: z.optional(z.string()),
        allowed: z.optional(z.array(step)),
        denied: z.optional(z.array(step)),
      }),
    }),
    z.strictObject({
      fail: z.strictObject({ failure: z.string(), message: z.string(), resetAt: z.optional(z.number()) }),
    }),
    z.strictObject({ misbehave: z.enum(misbehaviours) }),
    z.strictObject({ exit: z.int().check(z.minimum(0), z.maximum(255)) }),
  ]),
);

const condition = z.strictObject({
  attempt: z.optional(z.int().check(z.minimum(1))),
  /** A regular expression that the instruction must match. */
  instruction: z.optional(z.string()),
  resumed: z.optional(z.boolean()),
  phase: z.optional(z.enum(["plan", "work"])),
});

const scenario = z.union([
  z.strictObject({ steps: z.array(step) }),
  z.strictObject({ cases: z.array(z.strictObject({ when: z.optional(condition), steps: z.array(step) })) }),
]);

export type Scenario = z.infer<typeof scenario>;

/** From YAML or JSON; throws with the place of what is wrong. */
export async function parseScenario(text: string): Promise<Scenario> {
  const parsed = scenario.safeParse(await read(text));
  if (!parsed.success) throw new Error(`not a scenario: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function read(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    // Few are YAML, whose parser takes time to load.
    return (await import("./yaml.ts")).parse(text);
  }
}

/** A scenario written into the instruction itself, between ```spool-scenario and ```. */
export function scenarioInText(instruction: string): string | undefined {
  return /^```spool-scenario\n([\s\S]*?)^```/m.exec(instruction)?.[1];
}

export interface Circumstances {
  attempt: number;
  instruction: string;
  resumed: boolean;
  /** Of what it was started for. */
  phase: string;
}

/** The steps of the first case that fits, so that a second attempt can do what the first one failed to do. */
export function chosenSteps(from: Scenario, now: Circumstances): ScenarioStep[] {
  if ("steps" in from) return from.steps;
  const fitting = from.cases.find(({ when = {} }) => {
    if (when.attempt !== undefined && when.attempt !== now.attempt) return false;
    if (when.resumed !== undefined && when.resumed !== now.resumed) return false;
    if (when.phase !== undefined && when.phase !== now.phase) return false;
    return when.instruction === undefined || new RegExp(when.instruction, "m").test(now.instruction);
  });
  return fitting?.steps ?? [];
}
