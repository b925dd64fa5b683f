import {
  type AgentAnswer,
  type AgentEvent,
  type AgentLaunch,
  type AgentOutcome,
  type AgentProtocol,
  type AgentStep,
  mayOnlyRead,
  messageKey,
} from "../port.ts";
import { crashed, failed } from "../failures.ts";
import { epochMilliseconds } from "../reset-time.ts";
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
import { Latest, mostCalls } from "../latest.ts";
import { at, type Fields, idAt, listAt, numberAt, textAt } from "../reading.ts";
import { emptyStep, stepOf } from "../step.ts";
import { unreadableLines } from "../unreadable-lines.ts";
import { messageText, titleText } from "../wording.ts";
import { approvalQuestion, approvalReply, isApproval, standingAnswer } from "./approval.ts";
import { errorStatus, turnFailure } from "./errors.ts";
import { completedEvents, startedEvents } from "./items.ts";
import { increment, noTokens, totalsOf } from "./usage.ts";

interface OpenQuestion {
  id: RpcId;
  method: string;
  params: unknown;
  title: string;
}

function planStatus(status: string | undefined): "pending" | "in_progress" | "completed" {
  if (status === "completed") return "completed";
  return status === "inProgress" ? "in_progress" : "pending";
}

/** The JSON-RPC protocol of `codex app-server`. It does not exit by itself: the end of the turn asks for `stop`. */
export function codexServerProtocol(launch: AgentLaunch, model: string | undefined): AgentProtocol {
  const questions = new Map<string, OpenQuestion>();
  const items = new Latest<unknown>(mostCalls);
  const resumed = launch.resumeSessionId !== undefined;
  let totals = resumed ? launch.resumedUsage?.tokens : noTokens;
  let thread: string | undefined;
  let turn: string | undefined;
  let turns = 0;
  let denials = 0;
  let limited = false;
  let interruptAsked = false;
  let summary: string | undefined;
  let resetAt: number | undefined;
  let outcome: AgentOutcome | undefined;
  const unreadable = unreadableLines();
  const warnings = new Set<string>();

  function warn(text: string): AgentStep {
    const title = titleText(text);
    // The same one comes again with every thread; a hundred different ones are noise.
    if (warnings.has(title) || warnings.size >= 100) return emptyStep();
    warnings.add(title);
    return stepOf({ kind: "warning", text: title });
  }

  function end(verdict: AgentOutcome, events: AgentEvent[] = []): AgentStep {
    outcome = verdict;
    turn = undefined;
    const withdrawn = [...questions.keys()].map((requestId) => ({ kind: "question_withdrawn" as const, requestId }));
    questions.clear();
    const limit = verdict.kind === "failed" && verdict.limit ? [{ kind: "limit" as const, limit: verdict.limit }] : [];
    return { events: [...events, ...withdrawn, ...limit], send: [], closeInput: true, stop: true };
  }

  function beginThread(): AgentStep {
    const params = {
      cwd: launch.cwd,
      // It asks about all but what only reads, and the job's rules say what of that a person sees.
      approvalPolicy: mayOnlyRead(launch) ? "on-request" : "untrusted",
      sandbox: mayOnlyRead(launch) ? "read-only" : "workspace-write",
      ...(model !== undefined && { model }),
      ...(launch.systemPrompt !== undefined && { developerInstructions: launch.systemPrompt }),
    };
    const line = resumed
      ? requestLine("thread", "thread/resume", { threadId: launch.resumeSessionId, excludeTurns: true, ...params })
      : requestLine("thread", "thread/start", params);
    return {
      events: [],
      send: [
        { key: "initialized", line: notificationLine("initialized") },
        { key: "thread", line },
      ],
    };
  }

  function beginTurn(result: unknown): AgentStep {
    thread = textAt(result, "thread", "id");
    if (thread === undefined) return end(failed("crash", "codex started a thread without an id"));
    const used = textAt(result, "model");
    const input = [{ type: "text", text: launch.prompt, text_elements: [] }];
    const line = requestLine("turn", "turn/start", { threadId: thread, input });
    const session: AgentEvent = { kind: "session", sessionId: thread, ...(used && { model: used }) };
    return { events: [session], send: [{ key: "turn", line }] };
  }

  function ownRequestDone(id: RpcId, result: unknown): AgentStep {
    if (id === "initialize") return beginThread();
    if (id === "thread") return beginTurn(result);
    if (id === "turn") turn ??= textAt(result, "turn", "id");
    return emptyStep();
  }

  function ownRequestFailed(id: RpcId, error: Fields): AgentStep {
    const message = textAt(error, "message") ?? "codex refused a request without a reason";
    if (id === "thread" && resumed && !/unauthori|auth/i.test(message)) {
      return end(failed("session_missing", message));
    }
    if (id === "initialize" || id === "thread" || id === "turn") return end(failed(undefined, message));
    return warn(message);
  }

  function reply(word: string, question: OpenQuestion, answer: AgentAnswer): AgentStep {
    questions.delete(word);
    const line = resultLine(question.id, approvalReply(question.method, question.params, answer));
    const send = [{ key: `answer:${word}`, line }];
    if (answer.decision !== "deny") return { events: [], send };
    denials += 1;
    return { events: [{ kind: "denied", title: question.title, reason: titleText(answer.reason) }], send };
  }

  function serverRequest(message: Extract<RpcMessage, { kind: "request" }>): AgentStep {
    const { id, method, params } = message;
    const word = wordOfId(id);
    if (!isApproval(method)) {
      return { events: [], send: [{ key: `answer:${word}`, line: refusalLine(id, -32_601, "not supported") }] };
    }
    const asked = approvalQuestion(launch.cwd, method, params, items.get(textAt(params, "itemId") ?? ""));
    const question = { id, method, params, title: asked.title };
    const answer = standingAnswer(launch);
    if (answer) return reply(word, question, answer);
    questions.set(word, question);
    return stepOf({ kind: "question", requestId: word, ...asked });
  }

  function interruptTurn(key: string): AgentStep {
    if (thread === undefined || turn === undefined) return emptyStep();
    const line = requestLine(key, "turn/interrupt", { threadId: thread, turnId: turn });
    return { events: [], send: [{ key, line }] };
  }

  function usage(params: unknown): AgentStep {
    const now = totalsOf(at(params, "tokenUsage", "total"));
    // A resumed thread may repeat what it had used before; later its totals include that.
    const old = resumed && turn === undefined;
    const last = totalsOf(at(params, "tokenUsage", "last"));
    const event = old ? undefined : totals ? increment(totals, now) : increment(noTokens, last);
    totals = now;
    if (!event) return emptyStep();
    turns += 1;
    const over = launch.maxTurns !== undefined && turns >= launch.maxTurns;
    if (!over || limited) return stepOf(event);
    limited = true;
    return { events: [event], send: interruptTurn("turn-limit").send };
  }

  function item(params: unknown, done: boolean): AgentStep {
    const found = at(params, "item");
    const id = idAt(found, "id") ?? "";
    // Items of subagents' threads come on the same wire.
    const own = thread === undefined || (textAt(params, "threadId") ?? thread) === thread;
    if (!done) {
      items.set(id, found);
      return stepOf(...startedEvents(launch.cwd, found));
    }
    const events = completedEvents(launch.cwd, found, items.delete(id));
    const message = events.findLast((event) => event.kind === "message");
    if (message?.kind === "message" && own) summary = message.text;
    return stepOf(...events);
  }

  function errorNotice(params: unknown): AgentStep {
    if (at(params, "willRetry") !== true) return emptyStep();
    const error = at(params, "error");
    const httpStatus = errorStatus(error);
    const attempt = Number(/(\d+)\/\d+/.exec(textAt(error, "message")?.slice(0, 200) ?? "")?.[1] ?? 1);
    return stepOf({ kind: "retrying", attempt, ...(httpStatus !== undefined && { httpStatus }) });
  }

  function rateLimits(params: unknown): AgentStep {
    const limits = at(params, "rateLimits");
    const full = ["primary", "secondary"].filter((name) => (numberAt(limits, name, "usedPercent") ?? 0) >= 100);
    const resets = full.map((name) => epochMilliseconds(numberAt(limits, name, "resetsAt")));
    const last = Math.max(...resets.filter((time) => time !== undefined));
    if (Number.isFinite(last)) resetAt = last;
    if (textAt(limits, "rateLimitReachedType") === undefined) return emptyStep();
    const message = "the usage window of the account is used up";
    const limit = { kind: "usage_window" as const, message, ...(resetAt !== undefined && { resetAt }) };
    return stepOf({ kind: "limit", limit });
  }

  function turnCompleted(params: unknown): AgentStep {
    if (thread !== undefined && (textAt(params, "threadId") ?? thread) !== thread) return emptyStep();
    const status = textAt(params, "turn", "status");
    if (limited) return end(failed("turn_limit", `stopped after ${turns} model turns`));
    if (status === "completed") return end({ kind: "completed", denials, ...(summary !== undefined && { summary }) });
    if (status === "interrupted") return end({ kind: "interrupted" });
    return end(turnFailure(at(params, "turn", "error"), resetAt));
  }

  function notification(method: string, params: unknown): AgentStep {
    switch (method) {
      case "turn/started":
        if ((textAt(params, "threadId") ?? thread) === thread) turn = textAt(params, "turn", "id") ?? turn;
        return emptyStep();
      case "item/started":
        return item(params, false);
      case "item/completed":
        return item(params, true);
      case "turn/plan/updated": {
        const entries = listAt(params, "plan").flatMap((step) => {
          const text = titleText(textAt(step, "step") ?? "");
          return text ? [{ text, status: planStatus(textAt(step, "status")) }] : [];
        });
        return stepOf({ kind: "plan", entries });
      }
      case "thread/tokenUsage/updated":
        return usage(params);
      case "account/rateLimits/updated":
        return rateLimits(params);
      case "error":
        return errorNotice(params);
      case "serverRequest/resolved": {
        const id = at(params, "requestId");
        const word = typeof id === "number" || typeof id === "string" ? wordOfId(id) : "";
        return questions.delete(word) ? stepOf({ kind: "question_withdrawn", requestId: word }) : emptyStep();
      }
      case "warning":
      case "configWarning": {
        const text = textAt(params, "message") ?? textAt(params, "summary");
        return text ? warn(text) : emptyStep();
      }
      case "turn/completed":
        return turnCompleted(params);
      default:
        return emptyStep();
    }
  }

  return {
    open() {
      const clientInfo = { name: "spool", title: "Spool", version: "1" };
      const line = requestLine("initialize", "initialize", { clientInfo, capabilities: {} });
      return { events: [], send: [{ key: "initialize", line }] };
    },
    line(line) {
      const message = parseRpc(line);
      if (!message) return unreadable(line);
      if (message.kind === "request") return serverRequest(message);
      if (outcome) return emptyStep();
      if (message.kind === "result") return ownRequestDone(message.id, message.result);
      if (message.kind === "error") return ownRequestFailed(message.id, message.error);
      return notification(message.method, message.params);
    },
    answer(requestId, answer) {
      const question = questions.get(requestId);
      return question ? reply(requestId, question, answer) : emptyStep();
    },
    message(key, text) {
      if (outcome || thread === undefined || turn === undefined) return undefined;
      const id = messageKey(key);
      const input = [{ type: "text", text: messageText(text), text_elements: [] }];
      const line = requestLine(id, "turn/steer", { threadId: thread, expectedTurnId: turn, input });
      return { events: [], send: [{ key: id, line }] };
    },
    interrupt() {
      if (outcome || thread === undefined || turn === undefined) return undefined;
      interruptAsked = true;
      return interruptTurn("interrupt");
    },
    finish(exit, stderrTail) {
      if (outcome) return outcome;
      return interruptAsked ? { kind: "interrupted" } : crashed("codex", exit, stderrTail);
    },
  };
}
