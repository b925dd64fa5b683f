import * as z from "zod";
import { SpoolError } from "../errors.ts";

/** What a tool for models said, for a model to read. */
export interface ToolAnswer {
  text: string;
  /** The text says why it was not done. */
  failed: boolean;
}

/** One request of the Model Context Protocol: the runner has no sessions, so each stands for itself. */
export function toolCall(name: string, input: object) {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input } };
  return {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify(message),
  };
}

const response = z.union([
  z.object({
    result: z.object({
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
      isError: z.boolean().optional(),
    }),
  }),
  z.object({ error: z.object({ message: z.string() }) }),
]);

/** Error: `not_available` when the runner does not have this tool, or speaks in another way. */
export function readToolAnswer(body: unknown): ToolAnswer {
  const { data } = response.safeParse(body);
  if (data === undefined) throw notAvailable("its answer is none of the Model Context Protocol");
  if ("error" in data) throw notAvailable(data.error.message);
  const { content, isError = false } = data.result;
  return { text: content.map(({ text = "" }) => text).join("\n"), failed: isError };
}

function notAvailable(why: string): SpoolError {
  return new SpoolError("not_available", `the runner does not offer this tool: ${why}`, {
    hint: "update the runner",
    showUser: true,
  });
}
