import {
  type AgentAnswer,
  type AgentEvent,
  type AgentLaunch,
  type AgentOutcome,
  type AgentProtocol,
  type AgentStep,
  mayOnlyRead,
} from "../port.ts";
import { crashed, failed } from "../failures.ts";
import {
  notificationLine,
  parseRpc,
  refusalLine,
  requestLine,
  resultLine,
  type RpcId,
  type RpcMessage,
  wordOfId,
} from "../jsonrpc.ts";
import { Latest, mostCalls, mostIds } from "../latest.ts";
import { at, type Fields, idAt, listAt, numberAt, parseObject, textAt } from "../reading.ts";
import { retryAfter } from "../reset-time.ts";
import { emptyStep, joinSteps, stepOf } from "../step.ts";
import { unreadableLines } from "../unreadable-lines.ts";
import { messageText, titleText } from "../wording.ts";
import { chunkBuffer } from "./chunks.ts";
import { optionsOf, permissionOutcome, standingAnswer } from "./permission.ts";
import {
  currentModel,
  modelPreparation,
  type Preparation,
  readOnlyPreparation,
  resumeMethod,
  writingPreparation,
} from "./session.ts";
import { callEvent, isDescribed, isOver, mergedCall, questionOf, resultEvent, type ToolCall } from "./tools.ts";
import { usageMeter } from "./usage.ts";

export interface AcpOptions {
  /** To be chosen through the protocol; undefined leaves the agent's own choice. */
  model: string | undefined;
  exitsAtEndOfInput: boolean;
}

interface OpenQuestion {
  id: RpcId;
  options: unknown[];
  call: ToolCall;
}

function planStatus(status: string | undefined): "pending" | "in_progress" | "completed" {
  return status === "completed" || status === "in_progress" ? status : "pending";
}

/** The Agent Client Protocol, version 1, seen from the client: one session, one prompt. */
export function acpProtocol(launch: AgentLaunch, options: AcpOptions): AgentProtocol {
  const { model } = options;
  const questions = new Map<string, OpenQuestion>();
  const calls = new Latest<ToolCall>(mostCalls);
  const shown = new Latest<true>(mostIds);
  const chunks = chunkBuffer();
  const meter = usageMeter(launch);
  let preparations: (Preparation & { optional: boolean })[] = [];
  let prepared = 0;
  let session: string | undefined;
  let loading = false;
  /** After `session/load` the agent may still be telling the past while the prompt is already sent. */
  let replaying = false;
  let prompted = false;
  let cancelled = false;
  let denials = 0;
  let summary: string | undefined;
  let outcome: AgentOutcome | undefined;
  const unreadable = unreadableLines();

  function end(verdict: AgentOutcome, events: AgentEvent[] = []): AgentStep {
    outcome = verdict;
    const withdrawn = [...questions.keys()].map((requestId) => ({ kind: "question_withdrawn" as const, requestId }));
    questions.clear();
    const limit = verdict.kind === "failed" && verdict.limit ? [{ kind: "limit" as const, limit: verdict.limit }] : [];
    // Some agents exit at the end of their input, others stay: the protocol has no word for it.
    const stop = !options.exitsAtEndOfInput;
    return { events: [...events, ...withdrawn, ...limit], send: [], closeInput: true, ...(stop && { stop }) };
  }

  function openSession(initialized: unknown): AgentStep {
    const where = { cwd: launch.cwd, mcpServers: [] };
    if (launch.resumeSessionId === undefined) {
      return { events: [], send: [{ key: "session", line: requestLine("session", "session/new", where) }] };
    }
    const method = resumeMethod(initialized);
    if (method === undefined) {
      return end(failed("session_missing", "this agent cannot go on with an earlier session"));
    }
    loading = method === "session/load";
    const line = requestLine("session", method, { sessionId: launch.resumeSessionId, ...where });
    return { events: [], send: [{ key: "session", line }] };
  }

  function prompt(): AgentStep {
    const text = launch.systemPrompt === undefined ? launch.prompt : `${launch.systemPrompt}\n\n${launch.prompt}`;
    const line = requestLine("prompt", "session/prompt", { sessionId: session, prompt: [{ type: "text", text }] });
    prompted = true;
    replaying = loading;
    loading = false;
    chunks.drop();
    return { events: [], send: [{ key: "prompt", line }] };
  }

  function nextPreparation(): AgentStep {
    const next = preparations[prepared];
    if (!next) return prompt();
    const id = `prepare:${prepared}`;
    return { events: [], send: [{ key: id, line: requestLine(id, next.method, next.params) }] };
  }

  function sessionOpened(result: unknown): AgentStep {
    session = launch.resumeSessionId ?? textAt(result, "sessionId");
    if (session === undefined) return end(failed("crash", "the agent opened a session without an id"));
    const events: AgentEvent[] = [];
    const used = currentModel(result);
    events.push({ kind: "session", sessionId: session, ...(used !== undefined && { model: used }) });
    if (model !== undefined) {
      const choice = modelPreparation(result, session, model);
      if (choice === "unknown") {
        events.push({ kind: "warning", text: titleText(`the agent does not offer the model ${model}`) });
      } else if (choice !== "set") preparations.push({ ...choice, optional: true });
    }
    if (!mayOnlyRead(launch) && launch.resumeSessionId !== undefined) {
      const mode = writingPreparation(result, session);
      if (mode === "none") events.push({ kind: "warning", text: "the session is in a mode that only reads" });
      else if (mode !== "set") preparations.push({ ...mode, optional: false });
    }
    if (mayOnlyRead(launch)) {
      const mode = readOnlyPreparation(result, session);
      if (mode) preparations.push({ ...mode, optional: false });
      else events.push({ kind: "warning", text: "the agent has no read-only mode: its requests to write are denied" });
    }
    return joinSteps(stepOf(...events), nextPreparation());
  }

  function promptDone(result: unknown): AgentStep {
    const events = say(chunks.flush());
    const usage = meter.prompt(result);
    if (usage) events.push(usage);
    const reason = textAt(result, "stopReason") ?? "";
    switch (reason) {
      case "cancelled":
        return end({ kind: "interrupted" }, events);
      case "refusal":
        return end(failed("refusal", "the model refused to go on"), events);
      case "max_tokens":
        return end(failed("context_overflow", "the model ran into its token limit"), events);
      case "max_turn_requests":
        return end(failed("turn_limit", "the agent used up its model requests"), events);
      default:
        return end({ kind: "completed", denials, ...(summary !== undefined && { summary }) }, events);
    }
  }

  function ownRequestDone(id: RpcId, result: unknown): AgentStep {
    if (id === "initialize") return openSession(result);
    if (id === "session" && session === undefined) return sessionOpened(result);
    if (id === `prepare:${prepared}` && !prompted) {
      prepared += 1;
      return nextPreparation();
    }
    return id === "prompt" && prompted ? promptDone(result) : emptyStep();
  }

  function ownRequestFailed(id: RpcId, error: Fields): AgentStep {
    const code = numberAt(error, "code");
    const said = textAt(error, "message") ?? "the agent refused a request without a reason";
    // Gemini hands on the whole answer of its server as the message.
    const message = textAt(parseObject(said), "error", "message") ?? said;
    if (id === `prepare:${prepared}` && !prompted) {
      if (preparations[prepared]?.optional !== true) return end(failed("bad_request", message));
      prepared += 1;
      return joinSteps(stepOf({ kind: "warning", text: titleText(message) }), nextPreparation());
    }
    if (id !== "initialize" && id !== "session" && id !== "prompt") return emptyStep();
    const events = say(chunks.flush());
    if (cancelled) return end({ kind: "interrupted" }, events);
    const httpStatus = code !== undefined && code >= 400 && code <= 599 ? code : undefined;
    if (code === -32_000) return end(failed("auth", message), events);
    if (id === "session" && launch.resumeSessionId !== undefined && httpStatus === undefined) {
      return end(failed("session_missing", message), events);
    }
    // The time is in a detail of the answer that the message leaves out.
    const facts = { httpStatus, retryAfterMs: retryAfter(said) };
    return end(failed(code === -32_602 ? "bad_request" : undefined, message, facts), events);
  }

  function reply(word: string, question: OpenQuestion, answer: AgentAnswer): AgentStep {
    questions.delete(word);
    const result = { outcome: permissionOutcome(question.options, answer) };
    const send = [{ key: `answer:${word}`, line: resultLine(question.id, result) }];
    if (answer.decision !== "deny") return { events: [], send };
    denials += 1;
    return { events: [{ kind: "denied", title: question.call.title, reason: titleText(answer.reason) }], send };
  }

  function agentRequest(message: Extract<RpcMessage, { kind: "request" }>): AgentStep {
    const { id, method, params } = message;
    const word = wordOfId(id);
    // File and terminal requests come even from agents that were told there is no such thing.
    if (method !== "session/request_permission") {
      return { events: [], send: [{ key: `answer:${word}`, line: refusalLine(id, -32_601, "not supported") }] };
    }
    if (outcome || cancelled) {
      const result = { outcome: { outcome: "cancelled" } };
      return { events: [], send: [{ key: `answer:${word}`, line: resultLine(id, result) }] };
    }
    replaying = false;
    const asked = at(params, "toolCall");
    const callId = idAt(asked, "toolCallId") ?? word;
    const call = mergedCall(callId, calls.get(callId), asked);
    const events = [...say(chunks.flush()), ...showCall(call, false)];
    const question = { id, options: optionsOf(params), call };
    const answer = standingAnswer(launch, call);
    const plan = launch.phase === "plan" ? textAt(call.rawInput, "plan") : undefined;
    if (plan !== undefined) {
      // How an agent ends its plan mode. It is taken, and refused without a word of a denial: nothing is begun here.
      const line = resultLine(id, { outcome: permissionOutcome(question.options, { decision: "deny", reason: "" }) });
      const said = say([{ kind: "message", text: messageText(plan) }]);
      return { events: [...events, ...said], send: [{ key: `answer:${word}`, line }] };
    }
    if (answer) return joinSteps(stepOf(...events), reply(word, question, answer));
    questions.set(word, question);
    return stepOf(...events, questionOf(launch.cwd, word, call));
  }

  /** Remembers the last thing said: it is the summary. */
  function say(events: AgentEvent[]): AgentEvent[] {
    for (const event of events) if (event.kind === "message") summary = event.text;
    return events;
  }

  function showCall(call: ToolCall, announcement: boolean): AgentEvent[] {
    calls.set(call.callId, call);
    if (shown.has(call.callId) || !isDescribed(call, announcement)) return [];
    shown.set(call.callId, true);
    return [callEvent(call)];
  }

  function toolUpdate(update: unknown): AgentStep {
    const callId = idAt(update, "toolCallId");
    if (callId === undefined) return emptyStep();
    const before = calls.get(callId);
    // A call that starts as finished is one of the past.
    if (replaying && before === undefined && isOver(mergedCall(callId, before, update))) {
      chunks.drop();
      return emptyStep();
    }
    replaying = false;
    const call = mergedCall(callId, before, update);
    const events = [...say(chunks.flush()), ...showCall(call, before === undefined)];
    if (!isOver(call)) return stepOf(...events);
    calls.delete(callId);
    if (before && isOver(before)) return stepOf(...events);
    if (shown.delete(callId)) events.push(resultEvent(call));
    return stepOf(...events);
  }

  function sessionUpdate(params: unknown): AgentStep {
    // Before the prompt everything is the past, told again by `session/load`.
    if (!prompted || (textAt(params, "sessionId") ?? session) !== session) return emptyStep();
    const update = at(params, "update");
    const chunk = textAt(update, "content", "text") ?? "";
    switch (textAt(update, "sessionUpdate") ?? "") {
      case "user_message_chunk":
        if (replaying) chunks.drop();
        return emptyStep();
      case "agent_message_chunk":
        return stepOf(...say(chunks.add("message", textAt(update, "messageId"), chunk)));
      case "agent_thought_chunk":
        return stepOf(...say(chunks.add("thought", textAt(update, "messageId"), chunk)));
      case "tool_call":
      case "tool_call_update":
        return toolUpdate(update);
      case "plan": {
        const entries = listAt(update, "entries").flatMap((entry) => {
          const text = titleText(textAt(entry, "content") ?? "");
          return text ? [{ text, status: planStatus(textAt(entry, "status")) }] : [];
        });
        return stepOf(...say(chunks.flush()), { kind: "plan", entries });
      }
      case "usage_update": {
        const usage = meter.update(update);
        return usage ? stepOf(usage) : emptyStep();
      }
      default:
        return emptyStep();
    }
  }

  return {
    open() {
      preparations = [];
      const params = {
        protocolVersion: 1,
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
        clientInfo: { name: "spool", title: "Spool", version: "1" },
      };
      return { events: [], send: [{ key: "initialize", line: requestLine("initialize", "initialize", params) }] };
    },
    line(line) {
      const message = parseRpc(line);
      if (!message) return unreadable(line);
      if (message.kind === "request") return agentRequest(message);
      if (outcome) return emptyStep();
      if (message.kind === "result") return ownRequestDone(message.id, message.result);
      if (message.kind === "error") return ownRequestFailed(message.id, message.error);
      return message.method === "session/update" ? sessionUpdate(message.params) : emptyStep();
    },
    answer(requestId, answer) {
      const question = questions.get(requestId);
      return question ? reply(requestId, question, answer) : emptyStep();
    },
    // The protocol has no way to speak during a prompt; what comes now is for the next job.
    message: () => undefined,
    interrupt() {
      if (outcome || session === undefined || !prompted) return undefined;
      cancelled = true;
      const send = [{ key: "interrupt", line: notificationLine("session/cancel", { sessionId: session }) }];
      const events: AgentEvent[] = [];
      // A cancelled prompt must have its open questions answered as cancelled, or the agent waits for them.
      for (const [word, question] of questions) {
        const result = { outcome: { outcome: "cancelled" } };
        send.push({ key: `answer:${word}`, line: resultLine(question.id, result) });
        events.push({ kind: "question_withdrawn", requestId: word });
      }
      questions.clear();
      return { events, send };
    },
    finish(exit, stderrTail) {
      if (outcome) return outcome;
      return cancelled ? { kind: "interrupted" } : crashed("the agent", exit, stderrTail);
    },
  };
}
