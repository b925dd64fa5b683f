import { errorText } from "../error-text.ts";
import { clockTime } from "../format.ts";
import type { SessionState } from "../session/session-state.ts";

/** The state of a connection in one line. */
export function connectionWords(state: SessionState, now: number): string {
  switch (state.kind) {
    case "connecting":
      return "connecting";
    case "online":
      return `online as ${state.hello.caller.name} (${state.hello.caller.role}), version ${state.hello.version}`;
    case "offline":
      return `offline since ${clockTime(state.since, now)}: ${state.reason}`;
    case "refused":
      return `refused: ${errorText(state.error)}`;
  }
}
