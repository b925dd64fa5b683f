import { RunnerSession } from "../../common/session/session.ts";
import { connectToRunner } from "../../node/connect.ts";
import { log } from "../base/log.ts";

/** A session with a runner. Apart from who asks for it, since without a runner nothing that speaks to one is loaded. */
export function openSession(runner: { id: string; name: string; token: () => string | undefined }): RunnerSession {
  const { id, name } = runner;
  const connect = () => {
    const token = runner.token();
    return token === undefined ? undefined : connectToRunner(id, token);
  };
  return new RunnerSession({ id, name, connect, log: log() });
}
