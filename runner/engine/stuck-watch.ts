import { stat } from "node:fs/promises";
import type { Approval } from "../../shared/model/approval.ts";
import type { AgentEvent, AgentLaunch } from "../agents/port.ts";
import { evidenceLines, nudgeChoice } from "../gates/liveness/evidence.ts";
import { isBusy, type ProcessWork } from "../gates/liveness/processes.ts";
import { LivenessWatch, type Thresholds, type Trouble } from "../gates/liveness/watch.ts";
import type { AgentSession } from "./agent-session.ts";
import { signOf } from "./agent-signs.ts";
import { takeCheckpoint } from "./checkpoints.ts";
import type { RunContext } from "./context.ts";
import type { ContractWatch } from "./contract/watch.ts";
import type { Supervised } from "./ports.ts";
import { ProcessPulse } from "./process-pulse.ts";
import { decideStop, markAnswered, nudge, raise, stuckQuestions, withdraw } from "./stuck-questions.ts";

const longestTickMs = 15_000;
const shortestTickMs = 25;
/** Alive for so many times the time after which silence is told, and nothing new: then that is told, too. */
const idleFactor = 2;
/** Each "wait" doubles the patience, up to this. */
const mostPatience = 64;

interface Place {
  /** Absolute path. */
  worktree: string;
  phase: AgentLaunch["phase"];
  /** Whether it hears what is said to it before its turn is over. */
  takesMessages: boolean;
  watch?: ContractWatch | undefined;
}

/** What is open: the question, and what the agent had achieved when it was asked. */
interface Episode {
  question: Approval | undefined;
  kind: Trouble["kind"];
  progress: number;
  /** For how long it stands, without the time in which the agent waited for a person. */
  ms: number;
}

/**
 * Looks after an agent at work: tells when it is silent, gets nowhere or goes round, asks a person about it once, withdraws
 * the question when the agent gets on by itself, and does what is answered.
 */
export class StuckWatch implements Disposable {
  readonly #context: RunContext;
  readonly #session: AgentSession;
  readonly #process: Supervised;
  readonly #place: Place;
  readonly #stop = new AbortController();
  readonly #watch = new LivenessWatch();
  readonly #pulse: ProcessPulse;
  readonly #timer: Disposable;
  #turn: Promise<unknown> = Promise.resolve();
  #isLooking = false;
  #isAttached = false;
  #lastTick: number;
  #timesHeard = 0;
  #episode: Episode | undefined;
  #patience = 1;
  #work: ProcessWork | undefined;

  constructor(context: RunContext, session: AgentSession, process: Supervised, place: Place) {
    this.#context = context;
    this.#session = session;
    this.#process = process;
    this.#place = place;
    this.#pulse = new ProcessPulse(process, context.pace);
    this.#lastTick = context.pace.now();
    const everyMs = Math.min(Math.max(context.job.stallMs / 4, shortestTickMs), longestTickMs);
    this.#timer = context.pace.every(everyMs, () => this.#tick());
  }

  /** Fires when the agent is to be ended. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Everything that the agent said, in an earlier life of the runner, too. */
  hear(event: AgentEvent): void {
    this.#watch.see(signOf(event));
  }

  /** Does what was decided since; called whenever the log shows a decision. */
  attend(): Promise<void> {
    return this.#serial(() => this.#actOnAnswers());
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  #serial<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #tick(): void {
    const now = this.#context.pace.now();
    const passed = now - this.#lastTick;
    if (!this.#session.isAsking) {
      this.#watch.pass(passed);
      if (this.#episode) this.#episode.ms += passed;
    }
    const { timesHeard } = this.#session;
    if (timesHeard !== this.#timesHeard) this.#watch.heard();
    this.#timesHeard = timesHeard;
    this.#lastTick = now;
    if (this.#isLooking || !this.#session.isCaughtUp || this.#session.isAsking) return;
    this.#isLooking = true;
    this.#serial(() => this.#look())
      // What stands in the way, such as a lost lease, stops the run elsewhere; the next look tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    if (!this.#isAttached) await this.#attach();
    if (this.#context.ledger.run.progress.stuck !== null) return;
    const { silentMs } = this.#thresholds();
    if (this.#watch.trace().silentMs >= silentMs / 2) this.#work = await this.#pulse.take();
    if (this.#episode) await this.#follow(this.#episode);
    else await this.#judge();
  }

  /** After a restart: how long it has been silent is known from its output's file, what was asked from the rows. */
  async #attach(): Promise<void> {
    this.#isAttached = true;
    await this.#actOnAnswers();
    const { progress } = this.#context.ledger.run;
    const pending = (await stuckQuestions(this.#context)).findLast(({ status }) => status === "pending");
    if (pending) this.#begin(pending, kindOf(pending), this.#context.ledger.now() - pending.requestedAt);
    if (progress.agentOffset === 0) return;
    const { mtimeMs } = await stat(this.#process.outputFiles().stdout);
    if (!this.#session.isAsking) this.#watch.backdate(Date.now() - mtimeMs);
  }

  #begin(question: Approval | undefined, kind: Trouble["kind"], ms = 0): void {
    this.#episode = { question, kind, progress: this.#watch.progress(kind), ms: Math.max(0, ms) };
  }

  #thresholds(): Thresholds {
    const { stallMs, liveness } = this.#context.job;
    const silentMs = stallMs * this.#patience;
    return { silentMs, idleMs: silentMs * idleFactor, loopRounds: liveness.loopRounds * this.#patience };
  }

  async #judge(): Promise<void> {
    let trouble = this.#watch.trouble(this.#thresholds());
    if (trouble?.kind === "silent" && this.#work && isBusy(this.#work)) {
      this.#watch.pulse();
      trouble = this.#watch.trouble(this.#thresholds());
    }
    if (!trouble) return;
    // Going round may well change files; an agent that says little and writes files gets on.
    if (trouble.kind !== "looping" && (await this.#filesChanged())) {
      this.#watch.changed();
      return;
    }
    const asks = this.#context.job.liveness.policy !== "off";
    const { silentMs } = this.#watch.trace();
    const { takesMessages } = this.#place;
    this.#begin(undefined, trouble.kind);
    await raise(this.#context, { trouble, evidence: this.#evidence(), silentMs, takesMessages }, asks);
    if (!asks) return;
    const question = (await stuckQuestions(this.#context)).findLast(({ status }) => status === "pending");
    this.#begin(question, trouble.kind);
  }

  #evidence(): string[] {
    const { run } = this.#context.ledger;
    const lines = evidenceLines(this.#watch.trace(), { work: this.#work, run });
    return lines.map((line) => line.replaceAll(`${this.#place.worktree}/`, ""));
  }

  /** While it is asked, the agent goes on: it may get on by itself, or nobody may answer in time. */
  async #follow(episode: Episode): Promise<void> {
    const { liveness, stallMs } = this.#context.job;
    if (episode.kind !== "looping" && (await this.#filesChanged())) this.#watch.changed();
    if (this.#watch.progress(episode.kind) !== episode.progress) {
      this.#episode = undefined;
      if (episode.question) await withdraw(this.#context, episode.question, "the agent got on by itself");
      return;
    }
    const stopMs = liveness.stopMs ?? stallMs;
    if (liveness.policy !== "stop" || !episode.question || episode.ms < stopMs) return;
    await decideStop(this.#context, episode.question, false);
    await withdraw(this.#context, episode.question, "nobody answered in time");
    this.#stop.abort();
  }

  async #filesChanged(): Promise<boolean> {
    if (this.#place.phase !== "work") return false;
    try {
      const checkpoint = await takeCheckpoint(this.#context, this.#place.worktree, "while nothing was heard");
      if (checkpoint) await this.#place.watch?.look(checkpoint.commit);
      return checkpoint !== undefined;
    } catch {
      // A worktree that is being written may not be readable; that is a sign of life by itself.
      return true;
    }
  }

  async #actOnAnswers(): Promise<void> {
    const { progress } = this.#context.ledger.run;
    if (progress.stuck !== null) return this.#stop.abort();
    const asked = await stuckQuestions(this.#context);
    for (const question of asked) {
      if (progress.answered.includes(question.requestKey)) continue;
      if (await this.#act(question)) return;
    }
    // Every time that a person says to wait, the next question comes later.
    const waits = asked.filter(({ status }) => status === "approved").length;
    this.#patience = Math.min(2 ** waits, mostPatience);
  }

  /** True when the agent is to be ended. */
  async #act(question: Approval): Promise<boolean> {
    switch (question.status) {
      case "pending":
      case "cancelled":
        return false;
      case "approved":
        this.#episode = undefined;
        this.#watch.reset();
        await (question.choice === nudgeChoice ? nudge : markAnswered)(this.#context, question);
        return false;
      case "rejected":
      case "changes_requested":
      case "expired":
        await decideStop(this.#context, question, true);
        this.#stop.abort();
        return true;
    }
  }
}

function kindOf({ payload }: Approval): Trouble["kind"] {
  const { trouble } = payload;
  return trouble === "looping" || trouble === "idle" ? trouble : "silent";
}
