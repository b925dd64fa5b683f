import {
  type AgentAnswer,
  type AgentEvent,
  type AgentLaunch,
  type AgentProtocol,
  type AgentStep,
  mayOnlyRead,
  messageKey,
} from "../port.ts";
import { epochMilliseconds } from "../reset-time.ts";
import { Latest, mostIds } from "../latest.ts";
import { at, countAt, type Fields, idAt, listAt, numberAt, parseObject, stringify, textAt } from "../reading.ts";
import { emptyStep, joinSteps, stepOf } from "../step.ts";
import { messageText, outputText, titleText } from "../wording.ts";
import { planMissing, planTaken, standingAnswer } from "./permission.ts";
import { taskList } from "./plan.ts";
import { isPlanTool, questionEvent, toolCallEvent, toolTitle } from "./tools.ts";
import { usageMeter } from "./usage.ts";
import { type Remembered, verdictOf, verdictWithoutResult } from "./verdict.ts";

interface OpenQuestion {
  tool: string;
  input: unknown;
  /** Asked by a hook, before the agent's own settings are looked at; its call. */
  hook?: { callId: string | undefined };
}

/** The runner may be away for long; a hook that runs out of time is no answer, and the tool would be used. */
const hooks = { PreToolUse: [{ matcher: null, hookCallbackIds: ["before-tool"], timeout: 604_800 }] };

function userLine(text: string): string {
  return JSON.stringify({
    type: "user",
    session_id: "",
    parent_tool_use_id: null,
    message: { role: "user", content: [{ type: "text", text }] },
  });
}

function controlLine(requestId: string, request: Record<string, unknown>): string {
  return JSON.stringify({ type: "control_request", request_id: requestId, request });
}

function replyLine(requestId: string, response: Record<string, unknown>): string | undefined {
  return stringify({ type: "control_response", response: { subtype: "success", request_id: requestId, response } });
}

/** Text of a content that is either a string or a list of blocks. */
function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((block: unknown) => textAt(block, "text") ?? "").join("\n");
}

/** The stream-json protocol of `claude -p`, both directions. */
export function claudeProtocol(launch: AgentLaunch): AgentProtocol {
  const questions = new Map<string, OpenQuestion>();
  const planCalls = new Latest<true>(mostIds);
  const deniedCalls = new Latest<true>(mostIds);
  const tasks = taskList();
  const meter = usageMeter(launch);
  const remembered: Remembered = { denials: 0, interruptAsked: false };
  let session: string | undefined;
  let openTasks = 0;
  let notices = 0;
  let closed = false;
  let warned = false;
  let lastResult: Fields | undefined;
  /** A turn that began after the last result and has none yet: that result says nothing about it. */
  let working = false;
  /** It has called the tool that ends planning, with a plan. */
  let handedOn = false;

  function denied(callId: string | undefined, title: string, reason: string): AgentEvent[] {
    if (callId !== undefined && deniedCalls.has(callId)) return [];
    if (callId !== undefined) deniedCalls.set(callId, true);
    remembered.denials += 1;
    return [{ kind: "denied", title, reason: titleText(reason) }];
  }

  function reply(requestId: string, question: OpenQuestion, answer: AgentAnswer): AgentStep {
    questions.delete(requestId);
    const key = `answer:${requestId}`;
    if (question.hook) return hookReply(requestId, question, answer);
    const allowed =
      answer.decision === "allow" || answer.decision === "pass"
        ? replyLine(requestId, { behavior: "allow", updatedInput: question.input })
        : undefined;
    if (allowed !== undefined) return { events: [], send: [{ key, line: allowed }] };
    const reason = answer.decision === "deny" ? answer.reason : "The request could not be read.";
    const line = replyLine(requestId, { behavior: "deny", message: reason }) ?? "";
    const events = denied(undefined, toolTitle(launch.cwd, question.tool, question.input), reason);
    return { events, send: [{ key, line }] };
  }

  function hookReply(requestId: string, { tool, input, hook }: OpenQuestion, answer: AgentAnswer): AgentStep {
    const key = `answer:${requestId}`;
    const reason = answer.decision === "deny" ? answer.reason : undefined;
    const decision = answer.decision === "pass" ? {} : { permissionDecision: answer.decision };
    const output = { hookEventName: "PreToolUse", ...decision, ...(reason && { permissionDecisionReason: reason }) };
    const line = replyLine(requestId, { hookSpecificOutput: output }) ?? "";
    const events = reason === undefined ? [] : denied(hook?.callId, toolTitle(launch.cwd, tool, input), reason);
    return { events, send: [{ key, line }] };
  }

  /** Before each use of a tool, also of those that its settings allow. */
  function beforeTool(message: Fields, requestId: string): AgentStep {
    const tool = textAt(message, "request", "input", "tool_name") ?? "unknown tool";
    const callId = idAt(message, "request", "input", "tool_use_id");
    const question = { tool, input: at(message, "request", "input", "tool_input") ?? {}, hook: { callId } };
    if (isPlanTool(tool)) return hookReply(requestId, question, { decision: "pass" });
    questions.set(requestId, question);
    const asked = questionEvent(launch.cwd, requestId, tool, question.input);
    return stepOf({ ...asked, isNeeded: false, isInstant: true });
  }

  /**
   * The end of planning is refused, for nothing is begun here, and that is no denial: nobody is told of one. Its own plan
   * file is what it asks about, which may be empty: what it said in the call was heard then.
   */
  function endPlanning(requestId: string, message: Fields): AgentStep {
    const callId = idAt(message, "request", "tool_use_id");
    if (callId !== undefined) deniedCalls.set(callId, true);
    const plan = textAt(message, "request", "input", "plan")?.trim() ?? "";
    const events: AgentEvent[] = plan === "" ? [] : [{ kind: "message", text: messageText(plan) }];
    if (plan !== "") handedOn = true;
    const line = replyLine(requestId, { behavior: "deny", message: handedOn ? planTaken : planMissing }) ?? "";
    return { events, send: [{ key: `answer:${requestId}`, line }] };
  }

  function controlRequest(message: Fields): AgentStep {
    const requestId = idAt(message, "request_id");
    if (requestId === undefined) return emptyStep();
    const subtype = textAt(message, "request", "subtype");
    if (subtype === "hook_callback") return beforeTool(message, requestId);
    if (subtype !== "can_use_tool") {
      const error = { subtype: "error", request_id: requestId, error: "not supported" };
      const line = JSON.stringify({ type: "control_response", response: error });
      return { events: [], send: [{ key: `answer:${requestId}`, line }] };
    }
    const tool = textAt(message, "request", "tool_name") ?? "unknown tool";
    if (tool === "ExitPlanMode" && launch.phase === "plan") return endPlanning(requestId, message);
    const question = { tool, input: at(message, "request", "input") ?? {} };
    const answer = standingAnswer(launch, tool, question.input);
    const plan = tool === "ExitPlanMode" ? textAt(question.input, "plan") : undefined;
    const proposed = plan ? stepOf({ kind: "message", text: messageText(plan) }) : emptyStep();
    if (answer) return joinSteps(proposed, reply(requestId, question, answer));
    questions.set(requestId, question);
    return joinSteps(proposed, stepOf(questionEvent(launch.cwd, requestId, tool, question.input)));
  }

  function assistant(message: Fields): AgentStep {
    const error = textAt(message, "error");
    // The vendor's words for an API error, written as if the model had said them: the result repeats them.
    if (error !== undefined) {
      remembered.assistantError = error;
      return emptyStep();
    }
    delete remembered.assistantError;
    working = true;
    const inSubagent = textAt(message, "parent_tool_use_id") !== undefined;
    const usage = meter.message(message);
    const events: AgentEvent[] = usage ? [usage] : [];
    for (const block of listAt(message, "message", "content")) {
      const text = textAt(block, "text") ?? "";
      const thinking = textAt(block, "thinking") ?? "";
      const callId = idAt(block, "id");
      const name = textAt(block, "name");
      switch (textAt(block, "type") ?? "") {
        case "text":
          if (text.trim()) events.push({ kind: inSubagent ? "thought" : "message", text: messageText(text) });
          break;
        case "thinking":
          if (thinking.trim()) events.push({ kind: "thought", text: messageText(thinking) });
          break;
        case "tool_use":
          if (callId === undefined || name === undefined) break;
          if (name === "ExitPlanMode" && launch.phase === "plan") {
            // What it is answered is for the agent, not for people.
            planCalls.set(callId, true);
            const plan = textAt(block, "input", "plan")?.trim() ?? "";
            if (plan !== "") {
              handedOn = true;
              events.push({ kind: "message", text: messageText(plan) });
            }
          } else if (isPlanTool(name)) planCalls.set(callId, true);
          else events.push(toolCallEvent(launch.cwd, callId, name, at(block, "input")));
          break;
        default:
      }
    }
    return stepOf(...events);
  }

  function toolResults(message: Fields): AgentStep {
    const events: AgentEvent[] = [];
    for (const block of listAt(message, "message", "content")) {
      const callId = idAt(block, "tool_use_id");
      if (textAt(block, "type") !== "tool_result" || callId === undefined) continue;
      if (planCalls.delete(callId)) {
        const plan = tasks.changed(at(message, "tool_use_result"));
        if (plan) events.push(plan);
        continue;
      }
      const output = outputText(contentText(at(block, "content")));
      events.push({ kind: "tool_result", callId, ok: at(block, "is_error") !== true, output });
    }
    return stepOf(...events);
  }

  function system(message: Fields): AgentStep {
    const id = textAt(message, "session_id");
    switch (textAt(message, "subtype") ?? "") {
      case "init": {
        if (id === undefined || id === session) return emptyStep();
        session = id;
        const model = textAt(message, "model");
        return stepOf({ kind: "session", sessionId: id, ...(model && { model }) });
      }
      case "permission_denied": {
        const reason = textAt(message, "message") ?? "";
        const title = titleText(textAt(message, "tool_name") ?? "tool");
        return stepOf(...denied(idAt(message, "tool_use_id"), title, reason));
      }
      case "api_retry": {
        const httpStatus = numberAt(message, "error_status");
        const delayMs = numberAt(message, "retry_delay_ms");
        const attempt = countAt(message, "attempt");
        const facts = { ...(httpStatus !== undefined && { httpStatus }), ...(delayMs !== undefined && { delayMs }) };
        return stepOf({ kind: "retrying", attempt, ...facts });
      }
      case "background_tasks_changed":
        openTasks = listAt(message, "tasks").length;
        return emptyStep();
      case "task_notification":
        notices += 1;
        return emptyStep();
      case "informational": {
        const text = textAt(message, "content");
        return text && textAt(message, "level") === "warning"
          ? stepOf({ kind: "warning", text: titleText(text) })
          : emptyStep();
      }
      default:
        return emptyStep();
    }
  }

  function rateLimit(message: Fields): AgentStep {
    const info = at(message, "rate_limit_info");
    const resetAt = epochMilliseconds(numberAt(info, "resetsAt"));
    const status = textAt(info, "status");
    if (status !== "rejected") return emptyStep();
    if (resetAt !== undefined) remembered.resetAt = resetAt;
    const window = textAt(info, "rateLimitType")?.replaceAll("_", " ") ?? "usage";
    const limit = { kind: "usage_window" as const, message: `the ${titleText(window)} window is used up` };
    return stepOf({ kind: "limit", limit: { ...limit, ...(resetAt !== undefined && { resetAt }) } });
  }

  function withdrawAll(): AgentEvent[] {
    const events = [...questions.keys()].map((requestId) => ({ kind: "question_withdrawn" as const, requestId }));
    questions.clear();
    return events;
  }

  function result(message: Fields): AgentStep {
    lastResult = message;
    working = false;
    const events = withdrawAll();
    const usage = meter.report(message);
    if (usage) events.push(usage);
    const outcome = verdictOf(message, remembered);
    if (outcome.kind === "failed" && outcome.limit) events.push({ kind: "limit", limit: outcome.limit });
    if (textAt(message, "origin", "kind") === "task-notification") notices = 0;
    // A background task that ends starts another turn with its own result, in which it may ask again.
    if (closed || openTasks > 0 || countAt(message, "queued_turn_count") > 0) return stepOf(...events);
    closed = true;
    // With a task's notice still queued, end of input lets that turn happen; `end_session` would cut it off.
    const send = notices > 0 ? [] : [{ key: "end", line: controlLine("spool-end", { subtype: "end_session" }) }];
    return { events, send, closeInput: true };
  }

  function unreadable(line: string): AgentStep {
    // A request cut for its length would otherwise leave the agent waiting for an answer for ever.
    const cut = /^\{"type":"control_request","request_id":"([\w-]{1,80})"/.exec(line)?.[1];
    if (cut !== undefined) {
      const tool = /"tool_name":"(\w{1,80})"/.exec(line.slice(0, 400))?.[1] ?? "tool";
      return reply(cut, { tool, input: {} }, { decision: "deny", reason: "The request is too large to be checked." });
    }
    if (warned || line.trim() === "") return emptyStep();
    warned = true;
    return stepOf({ kind: "warning", text: `output that is not JSON was ignored: ${titleText(line)}` });
  }

  return {
    open() {
      const initialize = controlLine("spool-initialize", {
        subtype: "initialize",
        hooks: mayOnlyRead(launch) ? null : hooks,
      });
      const send = [
        { key: "initialize", line: initialize },
        { key: "prompt", line: userLine(launch.prompt) },
      ];
      return { events: [], send };
    },
    line(line) {
      const message = parseObject(line);
      if (!message) return unreadable(line);
      switch (textAt(message, "type") ?? "") {
        case "system":
          return system(message);
        case "assistant":
          return assistant(message);
        case "user":
          return toolResults(message);
        case "control_request":
          return controlRequest(message);
        case "control_cancel_request": {
          const requestId = idAt(message, "request_id");
          if (requestId === undefined || !questions.delete(requestId)) return emptyStep();
          return stepOf({ kind: "question_withdrawn", requestId });
        }
        case "rate_limit_event":
          return rateLimit(message);
        case "result":
          return result(message);
        default:
          return emptyStep();
      }
    },
    answer(requestId, answer) {
      const question = questions.get(requestId);
      return question ? reply(requestId, question, answer) : emptyStep();
    },
    message(key, text) {
      if (closed) return undefined;
      return { events: [], send: [{ key: messageKey(key), line: userLine(text) }] };
    },
    interrupt() {
      if (closed) return undefined;
      remembered.interruptAsked = true;
      const line = controlLine("spool-interrupt", { subtype: "interrupt" });
      return { events: [], send: [{ key: "interrupt", line }] };
    },
    finish(exit, stderrTail) {
      const known = working ? undefined : lastResult;
      return known ? verdictOf(known, remembered) : verdictWithoutResult(exit, stderrTail, remembered);
    },
  };
}
