import { errorText } from "../error-text.ts";
import type { SessionState } from "../session/session-state.ts";

/** Why a panel has nothing to show yet, and what the person may do about it. */
export interface Waiting {
  kind: "waiting";
  reason: string;
  hint: string | null;
  offer: "connect" | "reconnect" | null;
}

/** For a panel whose runner is there: `name` is what the person calls it. */
export function waitingFor(name: string, state: SessionState): Waiting {
  switch (state.kind) {
    case "online":
    case "connecting":
      return { kind: "waiting", reason: `Connecting to ${name}…`, hint: null, offer: null };
    case "offline":
      return {
        kind: "waiting",
        reason: `${name} is offline: ${state.reason}`,
        hint: state.hint ?? null,
        offer: "reconnect",
      };
    case "refused":
      return { kind: "waiting", reason: errorText(state.error), hint: null, offer: "connect" };
  }
}

/** For a panel whose runner is not: `known` is its name in the settings, if it has one there. */
export function waitingForRunner(origin: string, known: string | undefined, what: string): Waiting {
  const reason = known === undefined ? `No runner at ${origin} is set up` : `There is no token for ${known}`;
  return { kind: "waiting", reason, hint: `Connect to it to see this ${what}.`, offer: "connect" };
}
