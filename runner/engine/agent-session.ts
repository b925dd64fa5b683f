import {
  type AgentAnswer,
  type AgentEvent,
  type AgentLaunch,
  type AgentOutcome,
  type AgentProtocol,
  type AgentStep,
  messageKey,
  onlyPlanning,
} from "../agents/port.ts";
import { SpoolError } from "../../shared/errors.ts";
import type { Run } from "../../shared/model/run.ts";
import { noteAnswer } from "../core/account-lanes.ts";
import { settleApproval } from "../core/commands/approvals.ts";
import type { Writes } from "../store/port.ts";
import { showsAnswer, translate } from "./agent-events.ts";
import { besidePlan } from "../gates/plan/read-plan.ts";
import { askPermission, readAnswer } from "./agent-questions.ts";
import { charge } from "./budget/charge.ts";
import { recordTime } from "./budget/time.ts";
import { checkDetached, type RunContext } from "./context.ts";
import type { ContractWatch } from "./contract/watch.ts";
import { type Ruling, ruleOn } from "./gatekeeper.ts";
import { type Line, LineSplitter } from "./lines.ts";
import type { RunEvent } from "./ledger.ts";
import type { PriceOf, Supervised } from "./ports.ts";
import { waitForRoom } from "./wait-for-room.ts";

/** Open at a time. Nobody reads more, and each is an approval of its own. */
const mostQuestions = 100;

const unheard = "the agent ended without a word after the last message to it, and may not have read it";

type Question = Extract<AgentEvent, { kind: "question" }>;

/** A question that a person decided. */
interface Decided {
  requestId: string;
  approvalId: string;
}

interface Answered {
  step: AgentStep;
  /** Decided by a person, and what follows from it is not told yet. */
  untold: Decided | undefined;
}

interface Surroundings {
  worktree: string;
  phase: AgentLaunch["phase"];
  watch?: ContractWatch | undefined;
  priceOf: PriceOf;
}

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
  readonly #phase: AgentLaunch["phase"];
  /** Absolute path. */
  readonly #worktree: string;
  readonly #open = new Map<string, Question>();
  readonly #watch: ContractWatch | undefined;
  readonly #priceOf: PriceOf;
  /** Of the open questions that were not asked yet. */
  readonly #rulings = new Map<string, Extract<Ruling, { kind: "ask" }>>();
  /** One thing at a time: lines, answers and messages change the same protocol object. */
  #turn: Promise<unknown> = Promise.resolve();
  #timesHeard = 0;
  /** Fires when the agent was to stop: nothing is worth waiting for any more. */
  readonly #interrupted = new AbortController();
  #stopping: Promise<unknown> | undefined;
  /** Messages may wait that the agent could not take when they were last looked at. */
  #hasKept = false;
  /** A message went to the agent, and it has said nothing since. */
  #isUnheard = false;
  #isCaughtUp = false;
  readonly #usedUp = new AbortController();
  /** After each recorded batch; the work stage takes checkpoints from here. */
  onProgress: (events: readonly AgentEvent[]) => void = () => undefined;
  /** Everything that the agent said, also what was recorded in an earlier life of the runner. */
  onHeard: (event: AgentEvent) => void = () => undefined;

  constructor(
    context: RunContext,
    process: Supervised,
    protocol: AgentProtocol,
    { worktree, phase, watch, priceOf }: Surroundings,
  ) {
    this.#context = context;
    this.#worktree = worktree;
    this.#phase = phase;
    this.#watch = watch;
    this.#priceOf = priceOf;
    this.#process = process;
    this.#protocol = protocol;
    this.#noteBudget();
  }

  /** How often the agent printed something or was answered. */
  get timesHeard(): number {
    return this.#timesHeard;
  }

  /** The agent waits for a person. */
  get isAsking(): boolean {
    return this.#open.size > 0;
  }

  /** All that an earlier life of the runner recorded has been heard again. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }

  /** Aborted when a budget is used up, from the beginning when it was in an earlier life of the runner. */
  get usedUp(): AbortSignal {
    return this.#usedUp.signal;
  }

  /** Counts the time that the agent has worked, also while it says nothing. */
  async countTime(): Promise<void> {
    const { ledger } = this.#context;
    await this.#serial(() => recordTime(ledger, this.#process));
    this.#noteBudget();
  }

  #noteBudget(): void {
    if (this.#context.ledger.run.progress.budgetHit !== null) this.#usedUp.abort();
  }

  /** The agent was done by its own account, and has been ended. */
  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Reads until the agent has ended and all it printed is recorded. */
  async follow(): Promise<void> {
    const { ledger, detached } = this.#context;
    const stored = ledger.run.progress.agentOffset;
    await this.#serial(() => this.#perform(this.#protocol.open(), stored === 0));
    await this.#serial(() => this.#redeliver());
    this.#isCaughtUp = stored === 0;
    const splitter = new LineSplitter(0);
    for await (const { bytes } of this.#process.tail("stdout", 0, detached)) {
      this.#timesHeard += 1;
      const lines = splitter.push(bytes);
      if (lines.length > 0) await this.#serial(() => this.#feed(lines, stored));
    }
    checkDetached(this.#context);
    const rest = splitter.flush();
    if (rest) await this.#serial(() => this.#feed([rest], stored));
    if (this.#isUnheard) await this.#context.ledger.warn("message", unheard);
  }

  /** Gives the agent what was decided and said since; called whenever the log shows something of that kind. */
  async attend(): Promise<void> {
    await this.#serial(async () => {
      for (const question of this.#open.values()) await this.#answerIfDecided(question);
      await this.#deliverMessages();
    });
  }

  /** A full disk is waited out: each write is completed by the next try, under its key. Not when the agent is to stop. */
  async #whenRoom(write: () => Promise<void>): Promise<boolean> {
    const { detached } = this.#context;
    const isWritten = await waitForRoom(write, AbortSignal.any([detached, this.#interrupted.signal]));
    checkDetached(this.#context);
    return isWritten;
  }

  /** Asks the agent to stop by itself. False when its protocol has no such request. */
  async interrupt(): Promise<boolean> {
    this.#interrupted.abort();
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
    const answers: (Decided & { step: AgentStep })[] = [];
    for (const line of lines) {
      const step = this.#protocol.line(line.text);
      steps.push(step);
      const isFresh = line.end > stored;
      if (isFresh) fresh.push(...step.events);
      for (const event of step.events) {
        this.onHeard(event);
        const answered = await this.#noticeQuestion(event);
        if (!answered) continue;
        steps.push(answered.step);
        if (isFresh) fresh.push(...answered.step.events);
        else if (answered.untold) answers.push({ ...answered.untold, step: answered.step });
      }
    }
    const end = lines.at(-1)?.end ?? 0;
    if (end >= stored) this.#isCaughtUp = true;
    if (end > stored) this.#isUnheard = false;
    for (const answer of answers) await this.#recordAnswer(answer);
    if (end > stored) await this.#record(fresh, end);
    for (const step of steps) await this.#send(step);
    if (this.#hasKept) await this.#deliverMessages();
  }

  /** Answers at once what policy or an earlier decision answers; else remembers that it is open. */
  async #noticeQuestion(event: AgentEvent): Promise<Answered | undefined> {
    if (event.kind === "question_withdrawn") this.#open.delete(event.requestId);
    if (event.kind !== "question") return undefined;
    const { ledger } = this.#context;
    const { requestId } = event;
    const reply = (answer: AgentAnswer, untold?: Decided) => ({
      step: this.#protocol.answer(requestId, answer),
      untold,
    });
    // Its adapter refuses already; should a question come through, no person and no rule may say yes to it.
    if (this.#phase === "plan") return reply({ decision: "deny", reason: onlyPlanning });
    const approval = await ledger.core.store.read.approvals.byRequest(ledger.run.id, requestId);
    // Withdrawn in what was read before: the line that says so comes again, too.
    if (approval?.status === "cancelled") return undefined;
    const answer = approval && readAnswer(approval);
    if (answer) {
      const told = ledger.run.progress.answered.includes(requestId);
      return reply(answer, told ? undefined : { requestId, approvalId: approval.id });
    }
    if (!approval) {
      const ruling = await ruleOn(this.#context, { worktree: this.#worktree, watch: this.#watch }, event);
      if (ruling.kind === "answer") return reply(ruling.answer);
      if (event.isInstant) return reply({ decision: "ask" });
      this.#rulings.set(requestId, ruling);
    }
    if (this.#open.size >= mostQuestions) return reply({ decision: "deny", reason: "too many open questions" });
    this.#open.set(requestId, event);
    return undefined;
  }

  async #answerIfDecided(question: Question): Promise<void> {
    const { core, run } = this.#context.ledger;
    const { requestId } = question;
    const approval = await core.store.read.approvals.byRequest(run.id, requestId);
    const answer = approval && readAnswer(approval);
    if (!answer) return;
    this.#open.delete(requestId);
    this.#timesHeard += 1;
    const step = this.#protocol.answer(requestId, answer);
    await this.#recordAnswer({ requestId, approvalId: approval.id, step });
    await this.#send(step);
  }

  /** What follows from an answer is told with a mark that it was: a next life sends the answer again, and tells nothing. */
  async #recordAnswer({ step, ...answered }: Decided & { step: AgentStep }): Promise<void> {
    await this.#record(step.events, this.#context.ledger.run.progress.agentOffset, { answered });
  }

  /** A message is marked only after it is in the agent's stdin, under its own key: a kill in between repeats nothing. */
  async #deliverMessages(): Promise<void> {
    const { run, core } = this.#context.ledger;
    const kept = await core.store.read.messages.kept(run.threadId);
    this.#hasKept = kept.length > 0;
    for (const message of kept) {
      const step = this.#protocol.message(message.id, message.text);
      if (!step) return;
      // It stays kept, and becomes the next job.
      if (!(await this.#send(step))) return;
      await this.#recordDelivered(message.id, step);
    }
    this.#hasKept = false;
  }

  async #recordDelivered(id: string, step: AgentStep | undefined): Promise<void> {
    const { agentOffset } = this.#context.ledger.run.progress;
    await this.#record(step?.events ?? [], agentOffset, { delivered: id });
    this.#isUnheard = true;
  }

  /**
   * The protocol object of a new life must know of the messages that the old one delivered. One that is in the agent's
   * stdin although its row does not say so was delivered, too: the old life was killed in between. The agent may have ended
   * since, and then it would become a job although it was said.
   */
  async #redeliver(): Promise<void> {
    const { run, core } = this.#context.ledger;
    for (const message of await core.store.read.messages.forThread(run.threadId)) {
      const isMissing = message.state === "kept" && (await this.#process.wasSent(messageKey(message.id)));
      if (!isMissing && (message.state !== "delivered" || message.runId !== run.id)) continue;
      const step = this.#protocol.message(message.id, message.text);
      if (step) await this.#send(step);
      if (isMissing) await this.#recordDelivered(message.id, step);
    }
  }

  async #perform(step: AgentStep, recordEvents: boolean): Promise<boolean> {
    if (recordEvents && step.events.length > 0) {
      await this.#record(step.events, this.#context.ledger.run.progress.agentOffset);
    }
    return this.#send(step);
  }

  async #record(
    printed: readonly AgentEvent[],
    offset: number,
    mark: { answered?: Decided; delivered?: string } = {},
  ): Promise<void> {
    checkDetached(this.#context);
    const agentEvents = this.#context.settings.redact(this.#phase === "plan" ? withoutPlans(printed) : printed);
    const { ledger, job } = this.#context;
    const { change, cost, events } = translate(ledger.run, this.#worktree, agentEvents, {
      isSubscription: job.billing === "subscription",
      priceOf: this.#priceOf,
    });
    const hasUsage = agentEvents.some(({ kind }) => kind === "usage");
    let told: readonly RunEvent[] = [];
    const { answered: one, delivered: messageId } = mark;
    const advance = async (run: Run, transaction: Writes, now: number) => {
      const { progress } = run;
      const answered = one === undefined ? progress.answered : [...progress.answered, one.requestId];
      const next = { ...run, ...change, progress: { ...progress, answered, cost, agentOffset: offset } };
      if (!hasUsage) return next;
      const time = { now, endedAt: this.#process.endedAt() };
      const charged = await charge(ledger.core, transaction, run, next, time);
      told = charged.events;
      return charged.run;
    };
    if (messageId !== undefined) events.push({ type: "message.delivered", data: { messageId } });
    for (const event of events) {
      if (one && event.type === "agent.denied") event.data.approvalId = one.approvalId;
    }
    const isAnswer = agentEvents.some(showsAnswer);
    await ledger.record(advance, events, async (transaction, now) => {
      await ledger.tell(transaction, told, now);
      if (isAnswer) await this.#noteAnswer(transaction, now);
      if (messageId !== undefined) {
        const delivered = { state: "delivered", runId: ledger.run.id, settledAt: now } as const;
        await transaction.messages.update(messageId, delivered);
      }
      for (const event of agentEvents) {
        if (event.kind === "question" && this.#open.has(event.requestId)) {
          await askPermission(ledger, transaction, event, { ruling: this.#rulings.get(event.requestId), now });
        }
        if (event.kind === "question_withdrawn") {
          const approval = await transaction.approvals.byRequest(ledger.run.id, event.requestId);
          if (approval?.status !== "pending") continue;
          await settleApproval(transaction, approval, { status: "cancelled", by: job.agent, comment: null, now });
        }
      }
    });
    this.onProgress(agentEvents);
    this.#noteBudget();
  }

  async #noteAnswer(transaction: Writes, now: number): Promise<void> {
    const { core, run } = this.#context.ledger;
    const { id: runId, jobId, threadId, projectId, agent } = run;
    const subject = { projectId, threadId, jobId, runId };
    await noteAnswer(core, transaction, { agent, jobId, subject, now });
  }

  /**
   * False when the agent reads no more: it ended before it was answered, or asked after it was told that all is said.
   * That is no failure of the runner; what becomes of the run follows from what the agent printed and how it ended.
   */
  async #send(step: AgentStep): Promise<boolean> {
    let isRead = true;
    for (const { key, line } of step.send) {
      try {
        isRead = (await this.#whenRoom(() => this.#process.send(key, line))) && isRead;
      } catch (error) {
        if (!SpoolError.is(error, "not_available") && !SpoolError.is(error, "illegal_transition")) throw error;
        isRead = false;
      }
    }
    if (step.closeInput) await this.#whenRoom(() => this.#process.closeInput());
    if (step.stop) {
      // Awaited in finish(), not here: ending the process ends the stream that this turn is part of.
      this.#stopping ??= this.#process.stop({ graceMs: this.#context.settings.stopGraceMs });
      // Nor does its failure end the runner, should finish() never be reached.
      this.#stopping.catch(() => undefined);
    }
    return isRead;
  }
}

/** The plan is asked about as a plan: its JSON is for the runner, and stays in the agent's output. */
function withoutPlans(printed: readonly AgentEvent[]): AgentEvent[] {
  return printed.flatMap((event): AgentEvent[] => {
    if (event.kind !== "message") return [event];
    const text = besidePlan(event.text);
    return text === "" ? [] : [{ ...event, text }];
  });
}
