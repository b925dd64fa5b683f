import type { LaneView } from "../../../shared/api/views.ts";
import { isoTime } from "../../../shared/iso-time.ts";

/** As JSON v1 and `--json` write it. */
export function wireLane({ account, state, agents, closed, waiting, openedAt, openedBy }: LaneView) {
  return {
    account,
    state,
    agents,
    waiting,
    kind: closed?.kind ?? null,
    closed_since: isoTime(closed?.since ?? null),
    closed_until: isoTime(closed?.until ?? null),
    words: closed?.words ?? null,
    in_a_row: closed?.inARow ?? 0,
    run_id: closed?.runId ?? null,
    job_id: closed?.jobId ?? null,
    thread_id: closed?.threadId ?? null,
    probe_job_id: closed?.probe ?? null,
    opened_at: isoTime(openedAt),
    opened_by: openedBy,
  };
}
