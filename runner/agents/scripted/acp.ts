import { createInterface } from "node:readline";
import { notificationLine, parseRpc, refusalLine, requestLine, resultLine, type RpcId } from "../jsonrpc.ts";
import { listAt, textAt, textsOf, at } from "../reading.ts";
import { perform, type Reporter, ScenarioExit } from "./perform.ts";
import { chosenSteps, type Scenario } from "./scenario.ts";
import type { SessionFolder } from "./sessions.ts";

function send(line: string): void {
  process.stdout.write(`${line}\n`);
}

class PromptFailure extends Error {}

interface Playing {
  id: RpcId;
  abort: AbortController;
}

/** The same plays as an Agent Client Protocol agent: it can be asked, answered, cancelled and resumed. */
export async function playAcp(
  choose: (instruction: string) => Promise<Scenario>,
  sessions: SessionFolder,
): Promise<void> {
  const waiting = new Map<RpcId, (allowed: boolean) => void>();
  const resumed = new Set<string>();
  const running = new Set<Promise<void>>();
  let playing: Playing | undefined;
  let ids = 0;

  function reporterFor(sessionId: string, signal: AbortSignal): Reporter & { tokens: Record<string, number> } {
    const tokens = { inputTokens: 0, cachedReadTokens: 0, outputTokens: 0 };
    let cost = 0;
    const update = (value: Record<string, unknown>) =>
      send(notificationLine("session/update", { sessionId, update: value }));
    const chunk = (kind: string, text: string) => {
      // In pieces, as models speak.
      for (const part of text.match(/\S+\s*/g) ?? [])
        update({ sessionUpdate: kind, content: { type: "text", text: part } });
    };
    return {
      tokens,
      say: (text) => chunk("agent_message_chunk", text),
      think: (text) => chunk("agent_thought_chunk", text),
      plan: (entries) =>
        update({
          sessionUpdate: "plan",
          entries: entries.map(({ text, status }) => ({ content: text, status, priority: "medium" })),
        }),
      toolCall: (id, kind, title, paths, detail) =>
        update({
          sessionUpdate: "tool_call",
          toolCallId: id,
          title,
          kind,
          status: "in_progress",
          locations: paths.map((path) => ({ path })),
          rawInput: { detail },
        }),
      toolResult: (id, ok, output) =>
        update({
          sessionUpdate: "tool_call_update",
          toolCallId: id,
          status: ok ? "completed" : "failed",
          content: [{ type: "content", content: { type: "text", text: output } }],
        }),
      usage: (usage) => {
        tokens.inputTokens += usage["input"] ?? 0;
        tokens.cachedReadTokens += usage["cachedInput"] ?? 0;
        tokens.outputTokens += usage["output"] ?? 0;
        cost += usage["costUsd"] ?? 0;
        update({ sessionUpdate: "usage_update", used: 0, size: 1, cost: { amount: cost, currency: "USD" } });
      },
      session: () => {},
      fail: (failure) => {
        throw new PromptFailure(failure.message);
      },
      ask: (id, title, path, content) =>
        new Promise<boolean>((done, refuse) => {
          const question = `ask-${id}`;
          waiting.set(question, done);
          signal.addEventListener("abort", () => refuse(signal.reason as Error));
          const diff = path !== undefined && { type: "diff", path, oldText: null, newText: content ?? "" };
          send(
            requestLine(question, "session/request_permission", {
              sessionId,
              toolCall: {
                toolCallId: id,
                title,
                kind: path === undefined ? "execute" : "edit",
                status: "pending",
                content: diff ? [diff] : [],
                locations: path === undefined ? [] : [{ path }],
              },
              options: [
                { optionId: "allow", name: "Allow", kind: "allow_once" },
                { optionId: "reject", name: "Reject", kind: "reject_once" },
              ],
            }),
          );
        }),
    };
  }

  async function prompt(id: RpcId, params: unknown): Promise<void> {
    const sessionId = textAt(params, "sessionId") ?? "";
    const state = await sessions.read(sessionId);
    if (!state) return send(refusalLine(id, -32_002, "session not found"));
    const instruction = textsOf(listAt(params, "prompt").map((part) => at(part, "text"))).join("\n");
    const attempt = Number(process.env["SPOOL_ATTEMPT"] ?? 1);
    const steps = chosenSteps(await choose(instruction), {
      attempt,
      instruction,
      resumed: resumed.has(sessionId),
      phase: process.env["SPOOL_PHASE"] ?? "work",
    });
    const abort = new AbortController();
    const reporter = reporterFor(sessionId, abort.signal);
    playing = { id, abort };
    const stage = { cwd: process.cwd(), reporter, signal: abort.signal, nextId: () => `call-${(ids += 1)}` };
    try {
      // An interrupted prompt goes on where it stood.
      for (let position = state.position ?? 0; position < steps.length; position += 1) {
        const step = steps[position];
        if (step) await perform(stage, step);
        await sessions.write(sessionId, { position: position + 1 });
      }
      await sessions.write(sessionId, { position: null });
      send(resultLine(id, { stopReason: "end_turn", usage: reporter.tokens }));
    } catch (error) {
      if (abort.signal.aborted) send(resultLine(id, { stopReason: "cancelled" }));
      else if (error instanceof PromptFailure) send(refusalLine(id, -32_603, error.message));
      else if (error instanceof ScenarioExit) process.exit(error.code);
      else throw error;
    } finally {
      playing = undefined;
    }
  }

  async function request(id: RpcId, method: string, params: unknown): Promise<void> {
    const modes = { currentModeId: "default", availableModes: [{ id: "default" }, { id: "plan" }] };
    switch (method) {
      case "initialize": {
        const agentCapabilities = { loadSession: true, sessionCapabilities: { resume: {} } };
        const agentInfo = { name: "spool-scripted-agent", version: "1" };
        return send(resultLine(id, { protocolVersion: 1, agentCapabilities, agentInfo, authMethods: [] }));
      }
      case "session/new":
        return send(resultLine(id, { sessionId: await sessions.create(), modes }));
      case "session/load":
      case "session/resume": {
        const sessionId = textAt(params, "sessionId") ?? "";
        if (!(await sessions.read(sessionId))) return send(refusalLine(id, -32_002, "session not found"));
        resumed.add(sessionId);
        return send(resultLine(id, { modes }));
      }
      case "session/set_mode":
        return send(resultLine(id, {}));
      case "session/prompt":
        return prompt(id, params);
      default:
        return send(refusalLine(id, -32_601, "method not found"));
    }
  }

  for await (const line of createInterface({ input: process.stdin })) {
    const message = parseRpc(line);
    if (message?.kind === "request") {
      const work = request(message.id, message.method, message.params)
        .catch((error: unknown) => send(refusalLine(message.id, -32_603, String(error))))
        .finally(() => running.delete(work));
      running.add(work);
    } else if (message?.kind === "notification" && message.method === "session/cancel") {
      playing?.abort.abort();
    } else if (message?.kind === "result") {
      waiting.get(message.id)?.(textAt(message.result, "outcome", "optionId") === "allow");
      waiting.delete(message.id);
    }
  }
  // Its input ended: nobody is left to work for.
  playing?.abort.abort();
  await Promise.all(running);
}
