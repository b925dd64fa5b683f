import { plainLine } from "../plain-line.ts";
import type { ThreadReference } from "../references.ts";
import { requireOnline } from "../session/require-online.ts";
import type { RunnerSession } from "../session/session.ts";
import { isWorking } from "../threads/state.ts";
import { hasChoice, type JobChoice } from "./job-choice.ts";

/** Under which a thread's half-written instruction is kept, wherever it is written. */
export const composerKey = "composer";

/** Whether an instruction reaches an agent that is at work, rather than beginning a job of its own. */
export async function reachesAgentAtWork({ session, threadId }: ThreadReference, choice: JobChoice): Promise<boolean> {
  const summary = hasChoice(choice) ? undefined : await session.threads.fetch(threadId);
  return summary !== undefined && isWorking(summary);
}

/** Sends the instruction on; resolves to what became of it, in words. The draft is the caller's to remove. */
export async function submitInstruction(
  reference: ThreadReference,
  instruction: string,
  choice: JobChoice,
): Promise<string> {
  const { session, threadId } = reference;
  requireOnline(session);
  if (await reachesAgentAtWork(reference, choice)) {
    const { job } = await session.api.threads.send.mutate({ threadId, text: instruction });
    return job ? "queued as the next job" : "kept for the agent at work";
  }
  await session.api.threads.continue.mutate({ threadId, instruction, ...choice });
  return "queued as the next job";
}

export async function submitStart(
  session: RunnerSession,
  request: { project: string; instruction: string; choice: JobChoice },
): Promise<string> {
  requireOnline(session);
  const { project, instruction, choice } = request;
  const { thread } = await session.api.threads.start.mutate({ project, instruction, ...choice });
  return `started “${plainLine(thread.title, 60)}”`;
}
