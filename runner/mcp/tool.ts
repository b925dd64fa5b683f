import type { ToolAnnotations } from "@modelcontextprotocol/sdk/types.js";
import type * as z from "zod";
import { parseInput } from "../../shared/api/parse.ts";
import type { Role } from "../../shared/model/records.ts";
import type { ToolRunner } from "./tool-runner.ts";

/** `read` changes nothing, `add` makes work for an agent, `end` stops some. */
type Effect = "read" | "add" | "end";

/** The same twice: clients show the model one of the two and drop the other, so each must be enough by itself. */
export interface ToolAnswer {
  data: Record<string, unknown>;
  text: string;
}

export interface Tool {
  name: string;
  title: string;
  /** For the model: what it gets, and when to use it. */
  description: string;
  /** Least role; with a lesser one the tool is neither listed nor run. */
  least: Role;
  effect: Effect;
  input: z.ZodObject;
  /** Checks `given` first. Errors: `invalid_input` that names each wrong field, and those of the runner. */
  call(runner: ToolRunner, given: unknown): Promise<ToolAnswer>;
}

export function tool<Input extends z.ZodObject>(
  spec: Omit<Tool, "input" | "call"> & {
    input: Input;
    run: (runner: ToolRunner, input: z.output<Input>) => Promise<ToolAnswer>;
  },
): Tool {
  const { run, ...described } = spec;
  return { ...described, call: (runner, given) => run(runner, parseInput(spec.input, given)) };
}

/** What a client may tell its person before it runs the tool. */
export function annotations(title: string, effect: Effect): ToolAnnotations {
  switch (effect) {
    case "read":
      return { title, readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
    case "add":
      // An agent that works reaches whatever its machine reaches.
      return { title, readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true };
    case "end":
      return { title, readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false };
  }
}
