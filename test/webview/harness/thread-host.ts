import type { ThreadDetail } from "../../../shared/api/views.ts";
import type { TimelineEvent } from "../../../shared/events/catalogue.ts";
import type { PanelConnection, ThreadPanelContract } from "../../../shared/panels/thread.ts";
import type { Answers } from "./page.ts";

export const online: PanelConnection = { online: true, disabled: null, asOf: 1_700_000_000_000, caller: "ada" };

/** Answers a thread's screen from a list of events, as the extension does from a runner's log. */
export function threadHost(
  thread: { detail: ThreadDetail; events: TimelineEvent[] },
  connection: PanelConnection = online,
): Answers<ThreadPanelContract> {
  const { events } = thread;
  const page = (found: TimelineEvent[], complete: boolean) => ({ events: found, complete });
  const after = (seq: number) => {
    const left = events.filter((event) => event.seq > seq);
    return page(left.slice(0, 1_000), left.length <= 1_000);
  };
  return {
    open: () => ({
      kind: "thread",
      detail: thread.detail,
      events: events.slice(-200),
      complete: events.length <= 200,
      connection,
    }),
    olderEvents({ before }) {
      const left = events.filter(({ seq }) => seq < before);
      return page(left.slice(-1_000), left.length <= 1_000);
    },
    newerEvents: (request) => after(request.after),
    eventsFrom: ({ at }) => after((events.find((event) => event.at >= at)?.seq ?? 1) - 1),
    agents: () => [],
    forecast: ({ jobType, agent = "claude" }) => ({
      project: thread.detail.project.name,
      jobType,
      agent,
      forecast: { kind: "too_little", jobs: 2, needed: 5 },
    }),
    saveDraft: () => null,
    decide: () => null,
    send: () => null,
    startJob: () => null,
  };
}
