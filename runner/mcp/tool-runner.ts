import type { ContinueThreadInput, SendMessageInput, StartThreadInput } from "../../shared/api/inputs.ts";
import type {
  ChangesView,
  CommitsView,
  Hello,
  QueueSnapshot,
  ThreadDetail,
  ThreadSummary,
} from "../../shared/api/views.ts";
import type { TimelineEvent } from "../../shared/events/catalogue.ts";
import type { Job } from "../../shared/model/job.ts";
import type { Project } from "../../shared/model/project.ts";
import type { Message } from "../../shared/model/records.ts";
import type { Thread, ThreadStatus } from "../../shared/model/thread.ts";

interface ChangesInput {
  threadId: string;
  runId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** With a key, a repeat of the call gets the first answer instead of a second effect. */
interface Keyed {
  idempotencyKey?: string | undefined;
}

/**
 * What the tools ask of a runner, on behalf of one token. Inside the runner it is the router itself, in `spool mcp` the
 * client. Each call checks the token and its role and rejects with a `SpoolError`.
 */
export interface ToolRunner {
  hello(): Promise<Pick<Hello, "caller">>;
  resolve(input: { kind: "thread" | "job" | "run"; fragment: string }): Promise<{ id: string }>;
  readonly projects: { list(): Promise<{ projects: Project[] }> };
  readonly threads: {
    list(input: {
      project?: string | undefined;
      status?: ThreadStatus | undefined;
      search?: string | undefined;
      limit: number;
      after?: string | undefined;
    }): Promise<{ threads: ThreadSummary[]; nextAfter: string | null }>;
    get(input: { threadId: string }): Promise<ThreadDetail>;
    start(input: StartThreadInput, options: Keyed): Promise<{ project: Project; thread: Thread; job: Job }>;
    continue(input: ContinueThreadInput, options: Keyed): Promise<{ thread: Thread; job: Job }>;
    send(input: SendMessageInput, options: Keyed): Promise<{ message: Message; job: Job | null }>;
    changes(input: ChangesInput): Promise<ChangesView>;
    commits(input: { threadId: string; limit: number }): Promise<CommitsView>;
    patch(
      input: ChangesInput & { path?: string | undefined; limitBytes: number },
    ): Promise<{ text: string; truncated: boolean }>;
  };
  readonly jobs: { cancel(input: { jobId: string }, options: Keyed): Promise<{ job: Job; thread: Thread }> };
  readonly events: {
    list(input: {
      threadId: string;
      runId?: string | undefined;
      after?: number | undefined;
      before?: number | undefined;
      limit: number;
    }): Promise<{ events: TimelineEvent[]; lastSeq: number }>;
  };
  readonly queue: { get(): Promise<QueueSnapshot> };
}
