import type { EventData } from "../../shared/events/catalogue.ts";
import type { IconName } from "../ui/icon-names.ts";

/** A tool call of an agent with its result, once there is one. */
export interface ToolCall extends EventData<"agent.tool_call"> {
  seq: number;
  at: number;
  result: (Omit<EventData<"agent.tool_result">, "callId"> & { seq: number; at: number }) | null;
}

export type NoteTone = "quiet" | "good" | "warning" | "bad";

interface Contents {
  /** What a job was made from. */
  instruction: EventData<"job.created">;
  /** What a person said while the agent worked, and what became of it. */
  message: { text: string; by: string; state: "kept" | "delivered" | "queued" };
  speech: { text: string };
  thought: { text: string };
  /** Neighbouring calls that do the same kind of thing. */
  tools: { calls: ToolCall[] };
  plan: EventData<"agent.plan">;
  run: EventData<"run.started">;
  ended: EventData<"run.ended">;
  stage: {
    stage: EventData<"stage.started">["stage"];
    end: Omit<EventData<"stage.ended">, "stage"> | null;
  };
  step: Omit<EventData<"step.started">, "kind"> & {
    what: EventData<"step.started">["kind"];
    end: (Omit<EventData<"step.ended">, "kind" | "name"> & { seq: number }) | null;
  };
  failure: EventData<"failure.classified">;
  question: Omit<EventData<"approval.requested">, "kind"> & {
    about: EventData<"approval.requested">["kind"];
    decision: (Omit<EventData<"approval.decided">, "approvalId"> & { at: number }) | null;
  };
  checkpoint: EventData<"checkpoint.created">;
  retry: EventData<"job.retry_scheduled">;
  outcome: EventData<"job.status">;
  published: EventData<"publish.done">;
  artifacts: { files: EventData<"artifact.added">[] };
  /** Anything that is said in one line; `body` is what comes below it. */
  note: { icon: IconName; tone: NoteTone; text: string; body: string | null };
  /** A kind of event that this version has no words for. */
  unknown: { type: string };
}

export type RowKind = keyof Contents;

/** What all rows have. `key` stays when rows come before or after; `seq` and `at` are of the event that began it. */
interface RowFrame {
  key: string;
  seq: number;
  at: number;
  jobId: string | undefined;
  runId: string | undefined;
}

export type RowOf<Kind extends RowKind> = { [One in Kind]: { kind: One } & RowFrame & Contents[One] }[Kind];

/** One row of the timeline. Its ends (result, decision, outcome) are filled in when their events come. */
export type TimelineRow = RowOf<RowKind>;
