import { requestKey } from "../../../shared/api/inputs.ts";
import { SpoolError } from "../../../shared/errors.ts";
import type { Requester } from "../../../shared/model/common.ts";
import type { RunnerPort } from "../runner-port.ts";
import type { JsonAction } from "./action.ts";
import { jobActions } from "./actions/jobs.ts";
import { runnerActions } from "./actions/runner.ts";
import { threadActions } from "./actions/threads.ts";
import { capabilitiesAction } from "./capabilities.ts";
import { type WireError, wireError } from "./error.ts";
import { invalid } from "./fields.ts";
import { canonicalAction, requestLimit } from "./protocol.ts";

const implementations: Readonly<Record<string, JsonAction>> = {
  capabilities: capabilitiesAction,
  ...threadActions,
  ...jobActions,
  ...runnerActions,
};

export interface Answer {
  version: "v1";
  id?: string;
  action?: string;
  ok: boolean;
  result?: object;
  error?: WireError;
}

/** Answers one request. Never throws: whatever comes in, one answer goes out. */
export async function answerRequest(request: Uint8Array, connect: () => Promise<RunnerPort>): Promise<Answer> {
  const echo: { id?: string; action?: string } = {};
  try {
    const envelope = readEnvelope(request);
    if (typeof envelope["id"] === "string") echo.id = envelope["id"];
    if (typeof envelope["action"] === "string") echo.action = envelope["action"];
    const { action, input, client, idempotencyKey } = checkEnvelope(envelope);
    const name = canonicalAction(action);
    const implementation = name === undefined ? undefined : implementations[name];
    if (name === undefined || !implementation) {
      const error: WireError = {
        code: "unknown_action",
        message: `unknown action ${JSON.stringify(action.slice(0, 80))}`,
      };
      return { version: "v1", ...echo, ok: false, error };
    }
    const call = { runner: connect, options: { idempotencyKey }, requester: requesterOf(client) };
    const result = await implementation.answer(input, call);
    return { version: "v1", ...echo, action: name, ok: true, result };
  } catch (error) {
    return { version: "v1", ...echo, ok: false, error: wireError(error) };
  }
}

function readEnvelope(request: Uint8Array): Record<string, unknown> {
  if (request.length > requestLimit)
    throw new SpoolError("invalid_input", `the request is longer than ${requestLimit} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(request));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "not JSON" : "not UTF-8";
    throw new SpoolError("invalid_input", `the request is ${reason}`, { cause: error });
  }
  if (!isObject(value)) throw new SpoolError("invalid_input", "the request is not a JSON object");
  return value;
}

interface Envelope {
  action: string;
  input: unknown;
  client: Record<string, unknown> | undefined;
  idempotencyKey: string | undefined;
}

function checkEnvelope(envelope: Record<string, unknown>): Envelope {
  const { version, id, action, input = {}, client, idempotency_key: idempotencyKey } = envelope;
  if (version !== "v1") throw invalid("version", 'must be "v1"');
  if (id !== undefined && typeof id !== "string") throw invalid("id", "must be a string");
  if (typeof action !== "string" || action === "") throw invalid("action", "must be a string that names an action");
  if (!isObject(input)) throw invalid("input", "must be an object");
  if (client !== undefined && !isObject(client)) throw invalid("client", "must be an object");
  const key = requestKey.optional().safeParse(idempotencyKey);
  if (!key.success) throw invalid("idempotency_key", "must be a string of 1 to 200 visible ASCII characters");
  return { action, input, client, idempotencyKey: key.data };
}

/** Who asks when the input does not say: the calling program, with all that it said of itself. */
function requesterOf(client: Record<string, unknown> | undefined): Requester {
  const name = client?.["name"];
  const id = typeof name === "string" && name.trim() !== "" ? name.slice(0, 200).toWellFormed() : "local-agent";
  // What was parsed from JSON is JSON.
  return { type: "local_agent", id, ...(client && { client: client as Requester[string] }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
