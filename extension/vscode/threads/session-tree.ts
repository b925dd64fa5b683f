import type { ThreadSummary } from "../../../shared/api/views.ts";
import { errorText } from "../../common/error-text.ts";
import type { RunnerSession } from "../../common/session/session.ts";
import type { RowContext } from "../../common/threads/row.ts";
import { SessionRows } from "../../common/threads/session-rows.ts";
import { ThreadDetails } from "../../common/threads/thread-details.ts";
import type { ThreadMarks } from "../../common/threads/marks.ts";
import { Disposables } from "../base/disposable.ts";
import { log } from "../base/log.ts";

/** What the tree keeps for one runner: its rows, and what is below those that are open. */
export class SessionTree extends Disposables {
  readonly session: RunnerSession;
  readonly rows: SessionRows;
  readonly details: ThreadDetails;
  readonly #marks: ThreadMarks;

  constructor(request: {
    session: RunnerSession;
    marks: ThreadMarks;
    onRowsChange: () => void;
    onDetailChange: (threadId: string) => void;
  }) {
    super();
    const { session, marks, onRowsChange, onDetailChange } = request;
    this.session = session;
    this.#marks = marks;
    this.rows = new SessionRows(() => session.threads.all());
    this.details = this.add(new ThreadDetails(session.api, (error) => log().debug(errorText(error))));
    this.add(this.details.onChange(onDetailChange));
    this.add(session.threads.onChange(onRowsChange));
    this.add(
      session.onEvents((events) => {
        this.rows.note(events);
        this.details.note(events);
        onRowsChange();
      }),
    );
    this.add(
      session.onReset(() => {
        this.rows.forgetActivities();
        this.details.forgetAll();
        onRowsChange();
      }),
    );
  }

  /** How the thread's row is to be drawn now. */
  context(summary: ThreadSummary): RowContext & { pinned: boolean; unread: boolean } {
    const { session } = this;
    const { id } = summary.thread;
    return {
      now: Date.now(),
      activity: this.rows.activity(id),
      pinned: this.#marks.pinned(session.id).has(id),
      unread: this.#marks.isUnread(session.id, summary),
      asOf: session.state.kind === "online" ? undefined : session.asOf,
    };
  }
}
