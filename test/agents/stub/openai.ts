import type { ServerResponse } from "node:http";
import { lingering, strays, tries, waiting, windowEnd } from "./commands.ts";
import { firstPlan, mischief, secondPlan } from "./plans.ts";
import { type Cue, cuePattern, sendEvent, sendJson, type StubRequest, stubServer, type StubServer } from "./server.ts";

type Item = Record<string, unknown> & { type: string };
type Script = (step: number, seen: number, cue: Cue) => Item[] | Refusal | "hang";

interface Refusal {
  status: number;
  error: Record<string, unknown>;
  headers?: Record<string, string>;
}

const say = (text: string): Item => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }],
});
const reason = (text: string): Item => ({
  type: "reasoning",
  summary: [{ type: "summary_text", text }],
  encrypted_content: null,
});
const call = (name: string, input: unknown): Item => ({
  type: "function_call",
  name,
  arguments: JSON.stringify(input),
});
const shell = (cmd: string, more = {}): Item => call("exec_command", { cmd, ...more });
const patch = (input: string): Item => ({ type: "custom_tool_call", name: "apply_patch", input });
const refuse = (status: number, error: Record<string, unknown>): Refusal => ({ status, error });

function turns(...replies: Item[][]): Script {
  return (step) => replies[Math.min(step, replies.length - 1)] ?? [];
}

const escalated = { sandbox_permissions: "require_escalated", justification: "it lies outside" };

const scripts: Record<string, Script> = {
  hello: turns([say("Hello from the stub.")]),
  edit: turns(
    [reason("**Thinking**"), say("I will create the file."), shell('printf "hello\\n" > hello.txt')],
    [patch("*** Begin Patch\n*** Update File: hello.txt\n@@\n-hello\n+hello world\n*** End Patch\n")],
    [shell("cat hello.txt")],
    [say("Done.")],
  ),
  escalate: turns([shell('echo ran > "$HOME/ran.txt"', escalated)], [say("Finished.")]),
  ask: turns([shell("echo ran > ran.txt", escalated)], [say("Finished.")]),
  linger: (step, _seen, cue) => [
    cue.times === 1 && step === 0 ? shell(lingering, { yield_time_ms: 120_000 }) : say("Went on."),
  ],
  wait: turns([say("Waiting."), shell(waiting, { yield_time_ms: 120_000 })], [say("Finished.")]),
  run: (step, _seen, cue) => [step === 0 ? shell(cue.argument) : say("Ran it.")],
  propose: turns(
    [say("I write first."), patch("*** Begin Patch\n*** Add File: evil.txt\n+evil\n*** End Patch\n")],
    ...mischief.map((command) => [shell(command)]),
    [say(firstPlan)],
  ),
  replan: turns([say(secondPlan)]),
  proposal: turns([say(firstPlan)]),
  stray: (step, _seen, cue) => {
    const path = strays[step];
    if (path !== undefined) return [shell(`echo hello > ${path}`)];
    return [cue.argument === "stay" && !cue.isGranted ? shell("sleep 600", { yield_time_ms: 120_000 }) : say("Done.")];
  },
  tries: turns(...tries.map((command) => [shell(command, escalated)]), [say("Tried.")]),
  plan: turns(
    [
      call("update_plan", {
        plan: [
          { step: "Write", status: "in_progress" },
          { step: "Test", status: "pending" },
        ],
      }),
    ],
    [
      call("update_plan", {
        plan: [
          { step: "Write", status: "completed" },
          { step: "Test", status: "completed" },
        ],
      }),
    ],
    [say("Planned.")],
  ),
  sleep: turns([shell("sleep 600", { yield_time_ms: 120_000 })], [say("Slept.")]),
  // A model that thinks for a while before each of its turns, if it is said how long.
  loop: (step, _seen, cue) => [shell(`sleep ${cue.argument || "0"}; echo turn ${step}`)],
  hang: () => "hang",
  flaky: (_step, seen) => (seen === 1 ? refuse(500, { message: "boom", type: "server_error" }) : [say("Recovered.")]),
  e400: () => refuse(400, { message: "bad request", type: "invalid_request_error" }),
  e401: () =>
    refuse(401, { message: "Incorrect API key provided", type: "invalid_request_error", code: "invalid_api_key" }),
  e429: () => refuse(429, { message: "Rate limit reached", type: "requests", code: "rate_limit_exceeded" }),
  quota: () =>
    refuse(429, { message: "You exceeded your quota", type: "insufficient_quota", code: "insufficient_quota" }),
  e529: () => refuse(503, { message: "Overloaded", type: "server_error", code: "server_is_overloaded" }),
  window: () => ({
    status: 429,
    error: { type: "usage_limit_reached", message: "The usage limit has been reached", resets_at: windowEnd() },
    headers: {
      "x-codex-primary-used-percent": "100",
      "x-codex-primary-window-minutes": "300",
      "x-codex-primary-reset-at": String(windowEnd()),
    },
  }),
  e500: () => refuse(500, { message: "boom", type: "server_error" }),
};

/** How often the model has answered with calls since the last thing a person said. */
function stepOf(body: Record<string, unknown>): number {
  const input = Array.isArray(body["input"]) ? (body["input"] as { type?: string; role?: string }[]) : [];
  const said = (item: { type?: string; role?: string }) => item.type === "message" && item.role === "user";
  const cued = input.findLastIndex((item) => said(item) && JSON.stringify(item).search(cuePattern) !== -1);
  const last = cued === -1 ? input.findLastIndex(said) : cued;
  return input.slice(last + 1).filter((item) => item.type?.endsWith("_call_output")).length;
}

/** The Responses API as a stream, scripted by the first path segment. */
export async function openaiStub(): Promise<StubServer> {
  const seen = new Map<string, number>();
  let ids = 0;
  const answer = (request: StubRequest, response: ServerResponse, mended: boolean): void => {
    if (request.path.startsWith("/v1/models")) return sendJson(response, 200, { object: "list", data: [], models: [] });
    const script = scripts[request.scenario];
    if (!script || !request.path.startsWith("/v1/responses")) {
      return sendJson(response, 404, { error: { message: `stub: ${request.path}` } });
    }
    const count = (seen.get(request.scenario) ?? 0) + 1;
    seen.set(request.scenario, count);
    const reply = mended ? [say("Recovered.")] : script(stepOf(request.body), count, request.cue);
    if (reply === "hang") return;
    if ("status" in reply) return sendJson(response, reply.status, { error: reply.error }, reply.headers);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const base = { id: `resp_${(ids += 1)}`, object: "response", model: request.body["model"] };
    let sequence = 0;
    const event = (type: string, data: Record<string, unknown>) =>
      sendEvent(response, type, { sequence_number: (sequence += 1), ...data });
    event("response.created", { response: { ...base, status: "in_progress", output: [] } });
    const output: Item[] = [];
    for (const item of reply) {
      const id = `item_${(ids += 1)}`;
      output.push({ id, status: "completed", ...item, ...(item.type.endsWith("_call") && { call_id: `call_${id}` }) });
    }
    for (const [index, item] of output.entries()) {
      event("response.output_item.added", { output_index: index, item: { ...item, status: "in_progress" } });
      event("response.output_item.done", { output_index: index, item });
    }
    const usage = {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 300 },
      output_tokens: 42,
      output_tokens_details: { reasoning_tokens: 7 },
      total_tokens: 1242,
    };
    event("response.completed", { response: { ...base, status: "completed", output, usage } });
    response.end();
  };
  return stubServer(answer);
}
