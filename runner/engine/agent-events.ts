import { eventTextLimit } from "../../shared/events/catalogue.ts";
import type { Run, RunCost, Tokens } from "../../shared/model/run.ts";
import type { PriceOf } from "./ports.ts";
import { firstLine, shorten } from "../../shared/text.ts";
import type { AgentEvent } from "../agents/port.ts";
import { addCost, costSource, knownUsd } from "../../shared/budget/cost.ts";
import type { RunEvent } from "./ledger.ts";

/** It goes onto the command line or into the environment of the next run: no option, no line end, no NUL. */
const usableSessionId = /^[A-Za-z0-9][!-~]{0,199}$/;

/** What a batch of agent events makes of the run's row and of the timeline. */
export interface AgentBatch {
  change: Partial<Run>;
  cost: RunCost;
  events: RunEvent[];
}

/** A run that began before its cost was kept in parts has only the sum of what was reported. */
function costOf({ costUsd, progress }: Run): RunCost {
  const isOlder = costUsd !== null && knownUsd(progress.cost) === null;
  return isOlder ? { ...progress.cost, reportedUsd: costUsd } : progress.cost;
}

/** How tokens become dollars, where they do. */
export interface Money {
  isSubscription: boolean;
  priceOf: PriceOf;
}

export function emptyTokens(): Tokens {
  return { input: 0, cachedInput: 0, output: 0 };
}

/** Bounded everywhere: an agent's output is hostile and without limit. */
export function translate(
  run: Run,
  worktree: string,
  agentEvents: readonly AgentEvent[],
  money: Money = { isSubscription: false, priceOf: () => undefined },
): AgentBatch {
  // A worktree of its own for each run: its path says nothing to a reader and hides what does.
  const inside = (text: string) => text.replaceAll(`${worktree}/`, "");
  const change: Partial<Run> = {};
  const events: RunEvent[] = [];
  let cost = costOf(run);
  for (const event of agentEvents) {
    switch (event.kind) {
      case "session": {
        if (event.model) change.model = event.model.slice(0, 120);
        const { sessionId } = event;
        if (!usableSessionId.test(sessionId)) {
          const text = "the agent named its session in a way that nothing can go on with";
          events.push({ type: "warning", data: { code: "agent", text } });
          break;
        }
        change.sessionId = sessionId;
        events.push({ type: "agent.session", data: { sessionId, model: event.model?.slice(0, 120) ?? null } });
        break;
      }
      case "message":
        events.push({ type: "agent.message", data: { text: shorten(event.text, eventTextLimit) } });
        break;
      case "thought":
        events.push({ type: "agent.thought", data: { text: shorten(event.text, eventTextLimit) } });
        break;
      case "tool_call":
        events.push({
          type: "agent.tool_call",
          data: {
            callId: event.callId.slice(0, 200),
            tool: event.tool,
            title: firstLine(inside(event.title), 500),
            paths: event.paths.slice(0, 100).map((path) => firstLine(inside(path), 1_000)),
            detail: event.detail === undefined ? null : shorten(event.detail, eventTextLimit),
          },
        });
        break;
      case "tool_result":
        events.push({
          type: "agent.tool_result",
          data: { callId: event.callId.slice(0, 200), ok: event.ok, output: shorten(event.output, eventTextLimit) },
        });
        break;
      case "plan":
        events.push({
          type: "agent.plan",
          data: {
            entries: event.entries
              .slice(0, 200)
              .map((entry) => ({ text: firstLine(entry.text, 1_000), status: entry.status })),
          },
        });
        break;
      case "denied":
        events.push({
          type: "agent.denied",
          data: { title: firstLine(event.title, 500), reason: firstLine(event.reason, 500) },
        });
        break;
      case "usage": {
        const tokens = addTokens(change.tokens ?? run.tokens, event.tokens);
        change.tokens = tokens;
        change.turns = whole((change.turns ?? run.turns) + whole(event.turns ?? 0));
        if (money.isSubscription) change.costSource = "subscription";
        else {
          const model = change.model ?? run.model;
          cost = addCost(cost, { ...event, tokens: plainTokens(event.tokens) }, (used) => money.priceOf(model, used));
          change.costUsd = knownUsd(cost);
          change.costSource = costSource(cost);
        }
        const costUsd = change.costUsd ?? null;
        events.push({ type: "agent.usage", data: { tokens, costUsd, turns: change.turns } });
        break;
      }
      case "limit":
        events.push({
          type: "agent.limit",
          data: {
            kind: event.limit.kind,
            resetAt: wholeOrNull(event.limit.resetAt),
            text: firstLine(event.limit.message, 1_000),
          },
        });
        break;
      case "retrying":
        events.push({
          type: "agent.retrying",
          data: {
            attempt: whole(event.attempt),
            httpStatus: wholeOrNull(event.httpStatus),
            delayMs: wholeOrNull(event.delayMs),
          },
        });
        break;
      case "warning":
        events.push({ type: "warning", data: { code: "agent", text: shorten(event.text, eventTextLimit) } });
        break;
      case "question":
      case "question_withdrawn":
        // They are approvals, not rows of output: the session asks them in the same transaction.
        break;
    }
  }
  return { change, cost, events };
}

/** The vendor's model said something. Not by a message: a client words a refusal as one. */
export function showsAnswer(event: AgentEvent): boolean {
  return event.kind === "tool_call" || (event.kind === "usage" && event.tokens.output > 0);
}

function plainTokens({ input, cachedInput, output }: Tokens): Tokens {
  return { input: whole(input), cachedInput: whole(cachedInput), output: whole(output) };
}

function addTokens(total: Tokens, more: Tokens): Tokens {
  return {
    input: whole(total.input + whole(more.input)),
    cachedInput: whole(total.cachedInput + whole(more.cachedInput)),
    output: whole(total.output + whole(more.output)),
  };
}

/** A row with half a turn in it cannot be written, and its run would be taken up again and again and never end. */
function whole(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(0, Math.round(value)), Number.MAX_SAFE_INTEGER) : 0;
}

function wholeOrNull(value: number | undefined): number | null {
  return value === undefined ? null : whole(value);
}
