import type { Caller } from "../core/core.ts";

/** Who does what no person asked for. */
export const runnerItself: Caller = {
  id: "spool",
  name: "spool",
  role: "operator",
  requester: { type: "runner", id: "spool" },
};
