import { writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { SpoolError } from "../../shared/errors.ts";
import { isJobFinal } from "../../shared/machines/job.ts";
import type { JobStatus } from "../../shared/model/job.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { SpoolClient } from "../../runner/client/client.ts";
import { permitOf } from "./behaviours-budgets.ts";
import { type Behaviour, behaviour, kindCount, word } from "./behaviours.ts";
import type { Ground } from "./ground.ts";
import { until } from "./until.ts";

/** A job that the runner said it had taken. */
export interface Acknowledged {
  number: number;
  behaviour: Behaviour;
  jobId: string;
  threadId: string;
}

type Asked = Extract<TimelineEvent, { type: "approval.requested" }>;

/** The person at the other end: hands in jobs, answers questions, sends messages, cancels, opens accounts. */
export class Driver {
  readonly jobs: Acknowledged[] = [];
  readonly statuses = new Map<string, JobStatus>();
  /** By approval. */
  readonly answered = new Map<string, string>();
  readonly messages: { messageId: string; threadId: string; behaviour: Behaviour }[] = [];
  readonly #ground: Ground;
  readonly #client: SpoolClient;
  readonly #acts: Promise<void>[] = [];
  readonly #failures: string[] = [];
  readonly #latest = new Map<string, TimelineEvent>();
  readonly #reacted = new Set<string>();
  /** How often a job has asked a kind of question. */
  readonly #asked = new Map<string, number>();

  constructor(ground: Ground, client: SpoolClient) {
    this.#ground = ground;
    this.#client = client;
  }

  /** Hands in `count` jobs at once, each twice with the same key: one of each kind after the other. */
  async handIn(count: number, kinds: readonly number[]): Promise<void> {
    const first = this.jobs.length;
    const numbers = Array.from({ length: count }, (_, index) => {
      const place = first + index;
      return Math.floor(place / kinds.length) * kindCount + (kinds[place % kinds.length] ?? 0);
    });
    await Promise.all(
      numbers.filter((number) => !behaviour(number, "").afterPrevious).map((number) => this.start(number)),
    );
    await Promise.all(
      numbers.filter((number) => behaviour(number, "").afterPrevious).map((number) => this.start(number)),
    );
    this.jobs.sort((one, other) => one.number - other.number);
  }

  /** Resolves when all that was handed in, and every message's job, has ended. */
  async settled(limitMs: number): Promise<void> {
    const open = () => {
      const ids = [...this.jobs.map(({ jobId }) => jobId), ...this.statuses.keys()];
      return ids.filter((id) => {
        const status = this.statuses.get(id);
        const spends = this.jobs.some(({ jobId, behaviour: { spending } }) => jobId === id && spending !== undefined);
        // One that spends is blocked until it is given more.
        return status === undefined || !(isJobFinal(status) || (status === "blocked" && !spends));
      });
    };
    await until("every job ends", () => open().length === 0, limitMs).catch((error: unknown) => {
      const names = this.jobs
        .filter(({ jobId }) => open().includes(jobId))
        .map(({ number, behaviour: { name }, jobId }) => {
          const { type, at } = this.#latest.get(jobId) ?? {};
          return `${number} (${name}) is ${this.statuses.get(jobId)}, its latest event is ${type} at ${at}`;
        });
      throw new Error([...this.#failures, ...names].join("\n"), { cause: error });
    });
    await Promise.all(this.#acts);
  }

  /** What the log shows; called for each event once. */
  notice(event: TimelineEvent): void {
    if (event.jobId) this.#latest.set(event.jobId, event);
    if (event.type === "job.status" && event.jobId) this.statuses.set(event.jobId, event.data.to);
    if (event.type === "job.created" && event.jobId) this.statuses.set(event.jobId, "queued");
    if (event.type === "approval.requested") {
      const { kind } = event.data;
      const place = this.#asked.get(`${event.jobId} ${kind}`) ?? 0;
      this.#asked.set(`${event.jobId} ${kind}`, place + 1);
      this.#act(() => this.#answer(event, place));
    }
    if (event.type === "lane.closed" && event.data.until === null) {
      const { account } = event.data;
      this.#act(() => this.#open(account, event.seq));
    }
    if (event.type !== "agent.message") return;
    const { text } = event.data;
    if (text.endsWith(word)) this.#act(() => this.#react(event));
    const [, number, turn] = /^(\d+): turn (\d+)$/.exec(text) ?? [];
    if (turn === undefined) return;
    // Whatever the budgets say: it is for the runner to stop the agent.
    this.#act(() => writeFile(permitOf(this.#ground.starts, Number(number), Number(turn)), ""));
  }

  #act(work: () => Promise<void>): void {
    const act = work();
    // Awaited in settled(); until then a failure must not end the process.
    act.catch((error: unknown) => this.#failures.push(String(error)));
    this.#acts.push(act);
  }

  /** Hands in one job, whose kind its number says, twice with the same key. */
  async start(number: number): Promise<void> {
    const does = behaviour(number, this.#ground.starts);
    const before = this.jobs.find((job) => job.number === number - 1);
    const dependsOn = does.afterPrevious && before ? { dependsOn: [before.threadId] } : {};
    const request = { project: "demo", ...does.request, ...dependsOn, idempotencyKey: `start-${number}` };
    const first = await this.#client.api.threads.start.mutate(request);
    const again = await this.#client.api.threads.start.mutate(request);
    if (again.job.id !== first.job.id) throw new Error(`job ${number} was started twice with one key`);
    this.jobs.push({ number, behaviour: does, jobId: first.job.id, threadId: first.thread.id });
  }

  async #acknowledged(jobId: string | undefined): Promise<Acknowledged> {
    return until("the job is acknowledged", () => this.jobs.find((known) => known.jobId === jobId));
  }

  async #answer({ jobId, data }: Asked, place: number): Promise<void> {
    const { asks, answers, spending, pauseMs = 0 } = (await this.#acknowledged(jobId)).behaviour;
    const { approvalId, kind, revision } = data;
    const parked = kind === "plan" || kind === "contract" ? answers?.[kind]?.[place] : undefined;
    const decision = parked ?? asks ?? "approve";
    await delay(pauseMs);
    const comment = decision === "request_changes" ? { comment: "once more" } : {};
    const amount = kind === "budget" ? { amount: spending?.granted } : {};
    const input = { approvalId, revision, decision, ...comment, ...amount, idempotencyKey: `answer-${approvalId}` };
    const status = await this.#client.api.approvals.decide.mutate(input).then(
      ({ approval }) => approval.status,
      (error: unknown) => {
        // What was granted to another job of the day answered this one, too.
        if (spending?.scope !== "project_day" || !SpoolError.is(error, "already_decided")) throw error;
        return String(error.details?.["status"]);
      },
    );
    this.answered.set(approvalId, status);
  }

  async #open(account: string, closed: number): Promise<void> {
    await delay(400 + ((closed * 97) % 900));
    await this.#client.api.lanes.open.mutate({ account, idempotencyKey: `open-${account}-${closed}` });
  }

  async #react(event: TimelineEvent): Promise<void> {
    const job = await this.#acknowledged(event.jobId);
    if (this.#reacted.has(job.jobId)) return;
    this.#reacted.add(job.jobId);
    const { number, threadId } = job;
    if (job.behaviour.cancelled) {
      await this.#client.api.jobs.cancel.mutate({ jobId: job.jobId, idempotencyKey: `cancel-${number}` });
    }
    if (!job.behaviour.message) return;
    const { text } = job.behaviour.message;
    const input = { threadId, text, idempotencyKey: `message-${number}` };
    const { message } = await this.#client.api.threads.send.mutate(input);
    const again = await this.#client.api.threads.send.mutate(input);
    if (again.message.id !== message.id) throw new Error(`the message of job ${number} was sent twice with one key`);
    this.messages.push({ messageId: message.id, threadId, behaviour: job.behaviour });
  }
}
