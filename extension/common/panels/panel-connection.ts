import type { PanelConnection } from "../../../shared/panels/thread.ts";
import { type SessionState, whyDisabled } from "../session/session-state.ts";

/** What a panel is told of its runner: whether it can be reached, and why nothing can be done where that is so. */
export function panelConnection(state: SessionState, now: number): PanelConnection {
  const caller = state.kind === "online" ? state.hello.caller : undefined;
  const onlyLooks = caller?.role === "viewer" ? "this token may look, not act" : undefined;
  return {
    online: state.kind === "online",
    disabled: whyDisabled(state) ?? onlyLooks ?? null,
    asOf: state.kind === "offline" ? state.since : now,
    caller: caller?.name ?? null,
  };
}
