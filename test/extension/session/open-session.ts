import { connectToRunner } from "../../../extension/node/connect.ts";
import type { SessionState } from "../../../extension/common/session/session-state.ts";
import { RunnerSession } from "../../../extension/common/session/session.ts";
import { startThread } from "../../../runner/core/commands/threads.ts";
import type { Core } from "../../../runner/core/core.ts";
import { operatorCaller } from "../../builders/core.ts";
import { until } from "../../chaos/until.ts";

interface Opened extends AsyncDisposable {
  session: RunnerSession;
  /** What the next client gets. */
  set token(next: string | undefined);
  /** Each state that it was in, in order. */
  states: SessionState["kind"][];
  /** Of each event that was given on, in order. */
  seqs: number[];
  resets: number;
  /** Everything it logged. */
  log: string[];
  reached(kind: SessionState["kind"]): Promise<void>;
}

/** A session as the extension opens it, with what it says written down. Its clock stands at 1000. */
export function openSession(url: string, token: string): Opened {
  const log: string[] = [];
  const write = (message: string) => void log.push(message);
  const held: { token: string | undefined } = { token };
  const session = new RunnerSession({
    id: url,
    name: "box",
    connect: () => (held.token === undefined ? undefined : connectToRunner(url, held.token)),
    log: { debug: write, info: write, warn: write },
    now: () => 1_000,
  });
  const opened: Opened = {
    session,
    states: [],
    seqs: [],
    resets: 0,
    log,
    set token(next: string | undefined) {
      held.token = next;
    },
    reached: async (kind) => {
      await until(`the state ${kind}`, () => session.state.kind === kind, 15_000);
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
  session.onState(({ kind }) => opened.states.push(kind));
  session.onEvents((events) => opened.seqs.push(...events.map(({ seq }) => seq)));
  session.onReset(() => (opened.resets += 1));
  return opened;
}

/** Starts threads of the project `demo`; resolves with their ids. */
export async function makeThreads(core: Core, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { thread } = await startThread(core, operatorCaller(), { project: "demo", instruction: `Number ${index}` });
    ids.push(thread.id);
  }
  return ids;
}

export async function publish(core: Core, count: number, threadId = "thr_a"): Promise<void> {
  await core.store.write((transaction) =>
    transaction.events.append(
      Array.from({ length: count }, () => ({ type: "warning", threadId, data: { code: "test", text: "x" } })),
      1,
    ),
  );
}
