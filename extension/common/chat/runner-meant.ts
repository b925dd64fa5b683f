import { SpoolError } from "../../../shared/errors.ts";
import { whyDisabled } from "../session/session-state.ts";
import type { RunnerSession } from "../session/session.ts";

type Known = Pick<RunnerSession, "id" | "name" | "state">;

/**
 * The runner that a tool's input names; the only one when it names none. It is connected. Errors: `not_available`
 * (there is none), `invalid_input` (unknown, or several to choose from; says which), `unavailable` (offline).
 */
export function runnerMeant<Session extends Known>(sessions: readonly Session[], named: string | undefined): Session {
  const [session, another] = named === undefined ? sessions : sessions.filter((one) => isCalled(one, named));
  if (sessions.length === 0) {
    throw new SpoolError("not_available", "no Spool runner is connected", {
      hint: "the person connects one with the command Spool: Connect to Runner…",
    });
  }
  if (!session) throw unclear(`no runner is called ${JSON.stringify(named)}`, sessions);
  if (another) {
    const problem =
      named === undefined ? "there are several runners" : `several runners are called ${JSON.stringify(named)}`;
    throw unclear(problem, sessions);
  }
  const why = whyDisabled(session.state);
  if (why === undefined) return session;
  throw new SpoolError("unavailable", `runner ${session.name}: ${why}`, { hint: "nothing was done; try again later" });
}

function isCalled({ id, name }: Known, named: string): boolean {
  const wanted = named.toLowerCase();
  return [id, new URL(id).host, name].some((one) => one.toLowerCase() === wanted);
}

function unclear(problem: string, sessions: readonly Known[]): SpoolError {
  const choices = sessions.map(({ id, name }) => `${name} (${id})`).join(", ");
  return new SpoolError("invalid_input", problem, {
    hint: `give as runner the name or the address of one of them: ${choices}`,
    details: { field: "runner" },
  });
}
