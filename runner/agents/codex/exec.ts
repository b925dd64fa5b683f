import type { AgentLaunch, AgentOutcome, AgentProtocol, AgentStep, TokenUsage } from "../port.ts";
import { crashed, failed } from "../failures.ts";
import { Latest, mostIds } from "../latest.ts";
import { at, idAt, listAt, parseObject, textAt } from "../reading.ts";
import { emptyStep, stepOf } from "../step.ts";
import { titleText } from "../wording.ts";
import { completedEvents, startedEvents } from "./items.ts";
import { increment, noTokens, totalsOf } from "./usage.ts";

/** Without totals of earlier runs a resumed thread's first figure cannot be told apart from what was used before. */
function startingTotals(launch: AgentLaunch): TokenUsage | undefined {
  if (launch.resumeSessionId === undefined) return noTokens;
  return launch.resumedUsage?.tokens;
}

/** The one-way lines of `codex exec --json`: nothing can be asked, answered or interrupted. */
export function codexExecProtocol(launch: AgentLaunch): AgentProtocol {
  const started = new Latest<true>(mostIds);
  let totals = startingTotals(launch);
  let summary: string | undefined;
  let outcome: AgentOutcome | undefined;
  let warned = false;

  function plan(todo: unknown): AgentStep {
    const entries = listAt(todo, "items").flatMap((step) => {
      const text = titleText(textAt(step, "text") ?? "");
      return text
        ? [{ text, status: at(step, "completed") === true ? ("completed" as const) : ("pending" as const) }]
        : [];
    });
    return stepOf({ kind: "plan", entries });
  }

  function item(type: string, found: unknown): AgentStep {
    if (textAt(found, "type") === "todo_list") return plan(found);
    const id = idAt(found, "id") ?? "";
    if (type === "item.started") {
      started.set(id, true);
      return stepOf(...startedEvents(launch.cwd, found));
    }
    if (type !== "item.completed") return emptyStep();
    const events = completedEvents(launch.cwd, found, started.delete(id));
    for (const event of events) if (event.kind === "message") summary = event.text;
    return stepOf(...events);
  }

  function completed(message: unknown): AgentStep {
    outcome = { kind: "completed", denials: 0, ...(summary !== undefined && { summary }) };
    const now = totalsOf(at(message, "usage"));
    const event = totals && increment(totals, now);
    totals = now;
    return event ? stepOf(event) : emptyStep();
  }

  return {
    open: emptyStep,
    line(line) {
      const message = parseObject(line);
      const type = textAt(message, "type") ?? "";
      if (!message || !type) {
        if (warned || line.trim() === "") return emptyStep();
        warned = true;
        return stepOf({ kind: "warning", text: `output that is not an event was ignored: ${titleText(line)}` });
      }
      if (type.startsWith("item.")) return item(type, at(message, "item"));
      switch (type) {
        case "thread.started": {
          const sessionId = textAt(message, "thread_id");
          return sessionId ? stepOf({ kind: "session", sessionId }) : emptyStep();
        }
        case "turn.completed":
          return completed(message);
        case "turn.failed": {
          outcome = failed(undefined, textAt(message, "error", "message") ?? "the turn failed without a reason");
          return outcome.kind === "failed" && outcome.limit
            ? stepOf({ kind: "limit", limit: outcome.limit })
            : emptyStep();
        }
        case "error": {
          // Not the end: "Reconnecting… 1/5 (…)" is followed by another try or by turn.failed.
          const attempt = /^Reconnecting\D*(\d+)\//.exec(textAt(message, "message") ?? "")?.[1];
          return attempt ? stepOf({ kind: "retrying", attempt: Number(attempt) }) : emptyStep();
        }
        default:
          return emptyStep();
      }
    },
    answer: emptyStep,
    message: () => undefined,
    interrupt: () => undefined,
    finish(exit, stderrTail) {
      if (outcome?.kind === "completed" && exit.code !== 0) return crashed("codex", exit, stderrTail);
      return outcome ?? crashed("codex", exit, stderrTail);
    },
  };
}
