import type * as z from "zod";
import { parseInput } from "../../../shared/api/parse.ts";
import type { Requester } from "../../../shared/model/common.ts";
import type { CallOptions, RunnerPort } from "../runner-port.ts";

/** What an action may use besides its input. */
export interface ActionCall {
  /** Connects at the first use, so that an action that needs no runner works without one. */
  runner: () => Promise<RunnerPort>;
  options: CallOptions;
  /** Who asks, when the input names no one. */
  requester: Requester;
}

export interface JsonAction {
  /** Checks the input and answers it with the `result`. */
  answer(input: unknown, call: ActionCall): Promise<object>;
}

/** An action with its input's schema: strict on types, tolerant of fields that it does not know, as v1 was. */
export function action<Schema extends z.ZodType>(
  schema: Schema,
  answer: (input: z.output<Schema>, call: ActionCall) => Promise<object>,
): JsonAction {
  return { answer: async (input, call) => answer(parseInput(schema, input), call) };
}
