import type { AgentAnswer, AgentEvent, AgentOutcome, AgentProtocol, AgentStep } from "../agents/port.ts";
import { SpoolError } from "../../shared/errors.ts";
import type { Run } from "../../shared/model/run.ts";
import { settleApproval } from "../core/commands/approvals.ts";
import { translate } from "./agent-events.ts";
import { askPermission, readAnswer } from "./agent-questions.ts";
import { checkDetached, type RunContext } from "./context.ts";
import { type Line, LineSplitter } from "./lines.ts";
import type { Supervised } from "./ports.ts";

/** Open at a time. Nobody reads more, and each is an approval of its own. */
const mostQuestions = 100;

type Question = Extract<AgentEvent, { kind: "question" }>;

/**
 * Leads one agent's conversation. What the agent printed is in a file; this reads it from the beginning, so that the
 * protocol object knows all that was said, and records events only from the offset that the run's row says is stored.
 * Events and offset are one transaction, and each line to the agent has a key that is written once: a runner killed at
 * any instant goes on without a doubled event or a doubled answer.
 */
export class AgentSession {
  readonly #context: RunContext;
  readonly #process: Supervised;
  readonly #protocol: AgentProtocol;
  /** Absolute path. */
  readonly #worktree: string;
  readonly #open = new Map<string, Question>();
  /** One thing at a time: lines, answers and messages change the same protocol object. */
  #turn: Promise<unknown> = Promise.resolve();
  #lastOutputAt: number;
  #stopping: Promise<unknown> | undefined;
  /** After each recorded batch; the work stage takes checkpoints from here. */
  onProgress: (events: readonly AgentEvent[]) => void = () => undefined;

  constructor(context: RunContext, process: Supervised, protocol: AgentProtocol, worktree: string) {
    this.#context = context;
    this.#worktree = worktree;
    this.#process = process;
    this.#protocol = protocol;
    this.#lastOutputAt = performance.now();
  }

  /** How long the agent has said nothing, in milliseconds: none while it waits for a person. */
  get silentMs(): number {
    return this.#open.size > 0 ? 0 : Math.round(performance.now() - this.#lastOutputAt);
  }

  /** Reads until the agent has ended and all it printed is recorded. */
  async follow(): Promise<void> {
    const { ledger, detached } = this.#context;
    const stored = ledger.run.progress.agentOffset;
    await this.#serial(() => this.#perform(this.#protocol.open(), stored === 0));
    await this.#serial(() => this.#redeliver());
    const splitter = new LineSplitter(0);
    for await (const { bytes } of this.#process.tail("stdout", 0, detached)) {
      this.#lastOutputAt = performance.now();
      const lines = splitter.push(bytes);
      if (lines.length > 0) await this.#serial(() => this.#feed(lines, stored));
    }
    checkDetached(this.#context);
    const rest = splitter.flush();
    if (rest) await this.#serial(() => this.#feed([rest], stored));
  }

  /** Gives the agent what was decided and said since; called whenever the log shows something of that kind. */
  async attend(): Promise<void> {
    await this.#serial(async () => {
      for (const question of this.#open.values()) await this.#answerIfDecided(question);
      await this.#deliverMessages();
    });
  }

  /** Asks the agent to stop by itself. False when its protocol has no such request. */
  async interrupt(): Promise<boolean> {
    return this.#serial(async () => {
      const step = this.#protocol.interrupt();
      if (step) await this.#perform(step, true);
      return step !== undefined;
    });
  }

  async finish(): Promise<AgentOutcome> {
    await this.#stopping;
    const end = await this.#process.wait();
    const exit = end.kind === "exited" ? end : { code: null, signal: null };
    const outcome = this.#protocol.finish(exit, await this.#process.lastOutput("stderr", 8_192));
    return this.#context.settings.redact(outcome);
  }

  #serial<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #feed(lines: readonly Line[], stored: number): Promise<void> {
    const steps: AgentStep[] = [];
    const fresh: AgentEvent[] = [];
    for (const line of lines) {
      const step = this.#protocol.line(line.text);
      steps.push(step);
      const isFresh = line.end > stored;
      if (isFresh) fresh.push(...step.events);
      for (const event of step.events) {
        const answered = await this.#noticeQuestion(event);
        if (!answered) continue;
        steps.push(answered);
        if (isFresh) fresh.push(...answered.events);
      }
    }
    const end = lines.at(-1)?.end ?? 0;
    if (end > stored) await this.#record(fresh, end);
    for (const step of steps) await this.#send(step);
  }

  /** Answers at once what policy or an earlier decision answers; else remembers that it is open. */
  async #noticeQuestion(event: AgentEvent): Promise<AgentStep | undefined> {
    if (event.kind === "question_withdrawn") this.#open.delete(event.requestId);
    if (event.kind !== "question") return undefined;
    const { job, ledger } = this.#context;
    if (job.permissions !== "ask") {
      const answer: AgentAnswer =
        job.permissions === "allow"
          ? { decision: "allow" }
          : { decision: "deny", reason: "this job may not use tools that need permission" };
      return this.#protocol.answer(event.requestId, answer);
    }
    const approval = await ledger.core.store.read.approvals.byRequest(ledger.run.id, event.requestId);
    const answer = approval && readAnswer(approval);
    if (answer) return this.#protocol.answer(event.requestId, answer);
    if (this.#open.size >= mostQuestions) {
      return this.#protocol.answer(event.requestId, { decision: "deny", reason: "too many open questions" });
    }
    this.#open.set(event.requestId, event);
    return undefined;
  }

  async #answerIfDecided(question: Question): Promise<void> {
    const { core, run } = this.#context.ledger;
    const approval = await core.store.read.approvals.byRequest(run.id, question.requestId);
    const answer = approval && readAnswer(approval);
    if (!answer) return;
    this.#open.delete(question.requestId);
    this.#lastOutputAt = performance.now();
    await this.#perform(this.#protocol.answer(question.requestId, answer), true);
  }

  /** A message is marked only after it is in the agent's stdin, under its own key: a kill in between repeats nothing. */
  async #deliverMessages(): Promise<void> {
    const { ledger } = this.#context;
    const { run, core } = ledger;
    for (const message of await core.store.read.messages.kept(run.threadId)) {
      const step = this.#protocol.message(message.id, message.text);
      if (!step) return;
      // It stays kept, and becomes the next job.
      if (!(await this.#perform(step, true))) return;
      const data = { messageId: message.id };
      await ledger.record({}, [{ type: "message.delivered", data }], async (transaction, now) => {
        await transaction.messages.update(message.id, { state: "delivered", runId: run.id, settledAt: now });
      });
    }
  }

  /** The protocol object of a new life must know of the messages that the old one delivered. */
  async #redeliver(): Promise<void> {
    const { run, core } = this.#context.ledger;
    for (const message of await core.store.read.messages.forThread(run.threadId)) {
      if (message.state !== "delivered" || message.runId !== run.id) continue;
      const step = this.#protocol.message(message.id, message.text);
      if (step) await this.#send(step);
    }
  }

  async #perform(step: AgentStep, recordEvents: boolean): Promise<boolean> {
    if (recordEvents && step.events.length > 0) {
      await this.#record(step.events, this.#context.ledger.run.progress.agentOffset);
    }
    return this.#send(step);
  }

  async #record(printed: readonly AgentEvent[], offset: number): Promise<void> {
    checkDetached(this.#context);
    const agentEvents = this.#context.settings.redact(printed);
    const { ledger, job } = this.#context;
    const { change, events } = translate(ledger.run, this.#worktree, agentEvents);
    const advance = ({ progress }: Run) => ({ ...change, progress: { ...progress, agentOffset: offset } });
    await ledger.record(advance, events, async (transaction, now) => {
      for (const event of agentEvents) {
        if (event.kind === "question" && this.#open.has(event.requestId)) {
          await askPermission(ledger, transaction, event, now);
        }
        if (event.kind === "question_withdrawn") {
          const approval = await transaction.approvals.byRequest(ledger.run.id, event.requestId);
          if (approval?.status !== "pending") continue;
          await settleApproval(transaction, approval, { status: "cancelled", by: job.agent, comment: null, now });
        }
      }
    });
    this.onProgress(agentEvents);
  }

  /**
   * False when the agent reads no more: it ended before it was answered, or asked after it was told that all is said.
   * That is no failure of the runner; what becomes of the run follows from what the agent printed and how it ended.
   */
  async #send(step: AgentStep): Promise<boolean> {
    let isRead = true;
    for (const { key, line } of step.send) {
      try {
        await this.#process.send(key, line);
      } catch (error) {
        if (!SpoolError.is(error, "not_available") && !SpoolError.is(error, "illegal_transition")) throw error;
        isRead = false;
      }
    }
    if (step.closeInput) await this.#process.closeInput();
    if (step.stop) {
      // Awaited in finish(), not here: ending the process ends the stream that this turn is part of.
      this.#stopping ??= this.#process.stop({ graceMs: this.#context.settings.stopGraceMs });
      // Nor does its failure end the runner, should finish() never be reached.
      this.#stopping.catch(() => undefined);
    }
    return isRead;
  }
}
