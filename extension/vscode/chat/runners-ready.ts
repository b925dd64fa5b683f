import { whenAnswered } from "../../common/session/when-answered.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { Runners } from "../connection/runners.ts";

/** Longest wait for the first answer of a runner, in milliseconds: a chat, and with it a person, is waiting. */
const longestMs = 5_000;

/** The sessions, after each has answered or failed to: a chat may be what activated the extension. */
export async function runnersReady(runners: Runners, signal: AbortSignal): Promise<RunnerSession[]> {
  await runners.sync();
  const ended = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
  await Promise.all(runners.sessions.map((session) => whenAnswered(session, ended)));
  return runners.sessions;
}
