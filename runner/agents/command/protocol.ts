import { toolKinds } from "../../../shared/model/tool-kind.ts";
import type { AgentEvent, AgentFailure, AgentOutcome, AgentProtocol, AgentStep } from "../port.ts";
import { crashed, failed } from "../failures.ts";
import { at, countAt, listAt, numberAt, parseObject, textAt, textsOf } from "../reading.ts";
import { emptyStep, stepOf } from "../step.ts";
import { messageText, outputText, titleText } from "../wording.ts";

/**
 * How a program reports more than words: a line of its own that begins with this mark and goes on with one JSON object.
 *
 * - `{"type":"message"|"thought", "text"}`
 * - `{"type":"tool", "id", "kind"?, "title", "paths"?, "detail"?}`, then `{"type":"tool", "id", "ok", "output"?}`
 * - `{"type":"plan", "entries":[{"text", "status":"pending"|"in_progress"|"completed"}]}`
 * - `{"type":"usage", "input"?, "cachedInput"?, "output"?, "costUsd"?, "turns"?}`: tokens, all as increments
 * - `{"type":"session", "id", "model"?}`: comes back as SPOOL_RESUME_SESSION when the session is to go on
 * - `{"type":"failure", "failure", "message", "resetAt"?}`: the work failed whatever the exit code; epoch milliseconds
 */
export const eventMark = "::spool ";

const failures: AgentFailure[] = [
  "auth",
  "quota",
  "rate_limit",
  "overloaded",
  "network",
  "refusal",
  "context_overflow",
  "turn_limit",
  "cost_limit",
  "bad_request",
  "session_missing",
  "crash",
];

function planStatus(status: string | undefined): "pending" | "in_progress" | "completed" {
  return status === "completed" || status === "in_progress" ? status : "pending";
}

function toolEvent(report: unknown): AgentEvent | undefined {
  const callId = textAt(report, "id");
  if (callId === undefined) return undefined;
  const ok = at(report, "ok");
  if (typeof ok === "boolean") {
    return { kind: "tool_result", callId, ok, output: outputText(textAt(report, "output") ?? "") };
  }
  const kind = textAt(report, "kind");
  const detail = textAt(report, "detail");
  return {
    kind: "tool_call",
    callId,
    tool: toolKinds.find((known) => known === kind) ?? "other",
    title: titleText(textAt(report, "title") ?? "tool"),
    paths: textsOf(listAt(report, "paths")),
    ...(detail !== undefined && { detail: outputText(detail) }),
  };
}

function usageEvent(report: unknown): AgentEvent {
  const costUsd = numberAt(report, "costUsd");
  const turns = numberAt(report, "turns");
  return {
    kind: "usage",
    tokens: {
      input: countAt(report, "input"),
      cachedInput: countAt(report, "cachedInput"),
      output: countAt(report, "output"),
    },
    ...(costUsd !== undefined && { costUsd: Math.max(0, costUsd) }),
    ...(turns !== undefined && { turns: Math.max(0, turns) }),
  };
}

function planEvent(report: unknown): AgentEvent {
  const entries = listAt(report, "entries").flatMap((entry) => {
    const text = titleText(textAt(entry, "text") ?? "");
    return text ? [{ text, status: planStatus(textAt(entry, "status")) }] : [];
  });
  return { kind: "plan", entries };
}

/** Any program: its lines are messages, marked lines are events, its exit code is the verdict. */
export function commandProtocol(): AgentProtocol {
  let summary: string | undefined;
  let failure: AgentOutcome | undefined;
  let warned = false;

  function say(text: string): AgentStep {
    if (!text.trim()) return emptyStep();
    summary = messageText(text);
    return stepOf({ kind: "message", text: summary });
  }

  function reported(line: string): AgentStep {
    const report = parseObject(line.slice(eventMark.length));
    switch (textAt(report, "type") ?? "") {
      case "message":
        return say(textAt(report, "text") ?? "");
      case "thought": {
        const text = messageText(textAt(report, "text") ?? "");
        return text.trim() ? stepOf({ kind: "thought", text }) : emptyStep();
      }
      case "tool": {
        const event = toolEvent(report);
        return event ? stepOf(event) : emptyStep();
      }
      case "plan":
        return stepOf(planEvent(report));
      case "usage":
        return stepOf(usageEvent(report));
      case "session": {
        const sessionId = textAt(report, "id");
        const model = textAt(report, "model");
        return sessionId ? stepOf({ kind: "session", sessionId, ...(model && { model }) }) : emptyStep();
      }
      case "failure": {
        const known = failures.find((each) => each === textAt(report, "failure"));
        const outcome = failed(known, textAt(report, "message") ?? "the command reported a failure", {
          resetAt: numberAt(report, "resetAt"),
        });
        failure = outcome;
        return outcome.limit ? stepOf({ kind: "limit", limit: outcome.limit }) : emptyStep();
      }
      default:
        if (warned) return emptyStep();
        warned = true;
        return stepOf({ kind: "warning", text: titleText(`an event that is none was ignored: ${line}`) });
    }
  }

  return {
    open: emptyStep,
    line: (line) => (line.startsWith(eventMark) ? reported(line) : say(line)),
    answer: emptyStep,
    message: () => undefined,
    interrupt: () => undefined,
    finish(exit, stderrTail) {
      if (failure) return failure;
      if (exit.code !== 0) return crashed("the command", exit, stderrTail);
      return { kind: "completed", denials: 0, ...(summary !== undefined && { summary }) };
    },
  };
}
