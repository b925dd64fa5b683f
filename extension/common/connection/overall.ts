import type { SessionState } from "../session/session-state.ts";

/** The connection as one word for `when` clauses. */
type OverallConnection = "none" | "online" | "connecting" | "offline" | "refused";

/** What matters first: one that works, one that may soon, one that will by itself, one that a person must see to. */
const order: OverallConnection[] = ["online", "connecting", "offline", "refused"];

export function overallConnection(states: readonly SessionState[]): OverallConnection {
  return order.find((kind) => states.some((state) => state.kind === kind)) ?? "none";
}
