import { usage } from "../call.ts";
import type { CommandAction } from "../command.ts";
import { shortId } from "../render/short-id.ts";
import { cleanLine } from "../terminal/clean.ts";
import { attachResult } from "../wire/results.ts";
import { textOrStdin } from "./instruction.ts";
import { callOptions } from "./job-fields.ts";
import { resolveId } from "./references.ts";

export const eventAttach: CommandAction = async (context, call) => {
  const eventType = call.requiredText("type");
  const sourceKind = call.requiredText("source");
  const sourceId = call.requiredText("sourceId");
  const body = call.text("body");
  const json = call.text("payload");
  if (body !== undefined && json !== undefined) throw usage("--body and --payload exclude each other");
  const payload = json === undefined ? { body: await textOrStdin(context, body ?? "") } : parsePayload(json);
  const runner = await context.runner();
  const threadId = await resolveId(runner, "thread", call.argument("thread"));
  const answer = await runner.events.attach({ threadId, sourceKind, sourceId, eventType, payload }, callOptions(call));
  await context.print({
    json: () => attachResult(answer),
    text: () => `Attached ${cleanLine(answer.event.eventType)} to thread ${shortId(threadId)}\n`,
  });
  return undefined;
};

function parsePayload(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usage(`--payload is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
