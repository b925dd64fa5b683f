import { existsSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { lingering, strays, tries, waiting, windowEnd } from "./commands.ts";
import { firstPlan, mischief, secondPlan } from "./plans.ts";
import { type Cue, cuePattern, sendEvent, sendJson, type StubRequest, stubServer, type StubServer } from "./server.ts";

type Block = { type: "text"; text: string } | { type: "tool_use"; name: string; input: Record<string, unknown> };

interface Reply {
  content: Block[];
  stopReason?: string;
  usage?: { input_tokens: number; output_tokens: number };
}

interface Refusal {
  status: number;
  type: string;
  message: string;
  headers?: Record<string, string>;
}

/** `step` counts the assistant turns of the conversation, or since its last cue; `seen` the requests of this scenario. */
type Script = (step: number, cwd: string, seen: number, cue: Cue) => Reply | Refusal | "hang";

const say = (text: string): Block => ({ type: "text", text });
const use = (name: string, input: Record<string, unknown>): Block => ({ type: "tool_use", name, input });
const refuse = (status: number, type: string, message: string, headers = {}) => ({ status, type, message, headers });

function turns(...replies: ((cwd: string) => Block[])[]): Script {
  return (step, cwd) => ({ content: (replies[Math.min(step, replies.length - 1)] ?? (() => []))(cwd) });
}

const bash = (command: string): Block => use("Bash", { command, description: "work", timeout: 600_000 });

const scripts: Record<string, Script> = {
  hello: turns(() => [say("Hello from the stub.")]),
  edit: turns(
    (cwd) => [say("I will create the file."), use("Write", { file_path: `${cwd}/hello.txt`, content: "hello\n" })],
    (cwd) => [use("Edit", { file_path: `${cwd}/hello.txt`, old_string: "hello", new_string: "hello world" })],
    () => [use("Bash", { command: "cat hello.txt", description: "show" })],
    () => [say("Done.")],
  ),
  outside: turns(
    (cwd) => [use("Write", { file_path: `${cwd}/../outside.txt`, content: "x" })],
    () => [say("Could not.")],
  ),
  command: turns(
    () => [use("Bash", { command: "sh -c 'echo ran > ran.txt'", description: "mark" })],
    () => [say("Finished.")],
  ),
  tasks: turns(
    () => [use("TaskCreate", { subject: "Write file", description: "write", activeForm: "Writing" })],
    () => [use("TaskUpdate", { taskId: "1", status: "completed" })],
    () => [say("All done.")],
  ),
  sleep: turns(
    () => [say("Sleeping."), use("Bash", { command: "sleep 600", description: "sleep" })],
    () => [say("Slept.")],
  ),
  ask: turns(
    () => [use("Bash", { command: "sh -c 'echo ran > ran.txt'", description: "mark" })],
    () => [say("Finished.")],
  ),
  linger: (step, _cwd, _seen, cue) => ({
    content: [cue.times === 1 && step === 0 ? bash(lingering) : say("Went on.")],
  }),
  wait: turns(
    () => [say("Waiting."), bash(waiting)],
    () => [say("Finished.")],
  ),
  run: (step, _cwd, _seen, cue) => ({ content: [step === 0 ? bash(cue.argument) : say("Ran it.")] }),
  propose: turns(
    (cwd) => [say("I write first."), use("Write", { file_path: `${cwd}/evil.txt`, content: "evil\n" })],
    ...mischief.map((command) => () => [bash(command)]),
    () => [say(firstPlan)],
  ),
  replan: turns(
    () => [use("ExitPlanMode", { plan: secondPlan })],
    () => [say("That was the plan.")],
  ),
  proposal: turns(() => [say(firstPlan)]),
  stray: (step, cwd, _seen, cue) => {
    const [planned = "", stray = ""] = strays;
    if (step === 0) return { content: [use("Write", { file_path: `${cwd}/${planned}`, content: "hello\n" })] };
    if (step === 1) return { content: [bash(`echo hello > ${stray}`)] };
    return { content: [cue.argument === "stay" && !cue.isGranted ? bash("sleep 600") : say("Done.")] };
  },
  overreach: (step, cwd, _seen, cue) => {
    const [, stray = ""] = strays;
    const write = (name: string): Reply => ({
      content: [use("Write", { file_path: `${cwd}/${name}`, content: "hello\n" })],
    });
    if (cue.isGranted) return existsSync(`${cwd}/${stray}`) ? { content: [say("Done.")] } : write(stray);
    const next = strays[step];
    return next === undefined ? { content: [say("I was not let.")] } : write(next);
  },
  tries: turns(...tries.map((command) => () => [bash(command)]), () => [say("Tried.")]),
  background: turns(
    () => [use("Bash", { command: "sleep 0.3; echo over", description: "later", run_in_background: true })],
    () => [say("Waiting for it.")],
    () => [say("It is over.")],
  ),
  loop: (step) => ({ content: [use("Bash", { command: `echo turn ${step}`, description: "loop" })] }),
  expensive: (step) => ({
    content: [use("Bash", { command: `echo turn ${step}`, description: "loop" })],
    usage: { input_tokens: 100_000, output_tokens: 50_000 },
  }),
  hang: () => "hang",
  flaky: (_step, _cwd, seen) =>
    seen === 1 ? refuse(529, "overloaded_error", "Overloaded") : { content: [say("Recovered.")] },
  e400: () => refuse(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
  e401: () => refuse(401, "authentication_error", "invalid x-api-key"),
  e403: () => refuse(403, "permission_error", "forbidden"),
  e404: () => refuse(404, "not_found_error", "model: nope"),
  e429: () => refuse(429, "rate_limit_error", "rate limited", { "retry-after": "1" }),
  window: () => refuse(429, "rate_limit_error", `Claude AI usage limit reached|${windowEnd()}`),
  e500: () => refuse(500, "api_error", "boom"),
  e529: () => refuse(529, "overloaded_error", "Overloaded"),
  refusal: () => ({ content: [say("I cannot.")], stopReason: "refusal" }),
  cut: () => ({ content: [say("cut of")], stopReason: "max_tokens" }),
};

function stepOf(body: Record<string, unknown>): number {
  const messages = Array.isArray(body["messages"]) ? (body["messages"] as { role?: string }[]) : [];
  const cued = messages.findLastIndex((message) => JSON.stringify(message).search(cuePattern) !== -1);
  return messages.slice(cued + 1).filter((message) => message.role === "assistant").length;
}

function cwdOf(body: Record<string, unknown>): string {
  const words = JSON.stringify([body["system"], body["messages"]]);
  // The newest: a session that is gone on with is told of its new one.
  const named = [...words.matchAll(/[Ww]orking directory: ([^\\\n"]+)/g)].at(-1)?.[1]?.trim() ?? "/nonexistent";
  // A resumed session names its former one behind it.
  return named.replace(/ \(was .*$/, "");
}

/** The Messages API as a stream, scripted by the first path segment. */
export async function anthropicStub(): Promise<StubServer> {
  const seen = new Map<string, number>();
  let ids = 0;
  const answer = (request: StubRequest, response: ServerResponse, mended: boolean): void => {
    if (request.path.startsWith("/v1/messages/count_tokens")) return sendJson(response, 200, { input_tokens: 1000 });
    const script = scripts[request.scenario];
    if (!script || !request.path.startsWith("/v1/messages")) {
      return sendJson(response, 404, { type: "error", error: { type: "not_found_error", message: request.path } });
    }
    const count = (seen.get(request.scenario) ?? 0) + 1;
    seen.set(request.scenario, count);
    const reply = mended
      ? { content: [say("Recovered.")] }
      : script(stepOf(request.body), cwdOf(request.body), count, request.cue);
    if (reply === "hang") return;
    if ("status" in reply) {
      const error = { type: reply.type, message: reply.message };
      return sendJson(response, reply.status, { type: "error", error }, reply.headers);
    }
    const id = `msg_${(ids += 1)}`;
    const usage = {
      input_tokens: 1200,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 300,
      output_tokens: 42,
      ...reply.usage,
    };
    const stopped = reply.content.some((block) => block.type === "tool_use") ? "tool_use" : "end_turn";
    const stop = { stop_reason: reply.stopReason ?? stopped, stop_sequence: null };
    response.writeHead(200, { "content-type": "text/event-stream", "request-id": `req_${id}` });
    const start = {
      id,
      type: "message",
      role: "assistant",
      model: request.body["model"],
      content: [],
      stop_reason: null,
    };
    sendEvent(response, "message_start", {
      message: { ...start, stop_sequence: null, usage: { ...usage, output_tokens: 1 } },
    });
    for (const [index, block] of reply.content.entries()) {
      const open = block.type === "text" ? say("") : { ...use(block.name, {}), id: `toolu_${(ids += 1)}` };
      const delta =
        block.type === "text"
          ? { type: "text_delta", text: block.text }
          : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
      sendEvent(response, "content_block_start", { index, content_block: open });
      sendEvent(response, "content_block_delta", { index, delta });
      sendEvent(response, "content_block_stop", { index });
    }
    sendEvent(response, "message_delta", { delta: stop, usage });
    sendEvent(response, "message_stop", {});
    response.end();
  };
  return stubServer(answer);
}
