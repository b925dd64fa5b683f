import * as z from "zod";
import type { AgentView, ThreadDetail } from "../api/views.ts";
import type { TimelineEvent } from "../events/catalogue.ts";
import type { ForecastView } from "../forecast.ts";
import { id, instruction, time } from "../model/common.ts";
import { jobMode } from "../model/job.ts";
import { permissionAnswers } from "../model/permissions.ts";

/** What the thread's panel can have done by a command of the cockpit. */
export const threadActions = ["cancel", "retry", "seeTo", "archive", "unarchive", "reconnect", "connect"] as const;
export type ThreadAction = (typeof threadActions)[number];

/** Text that is too long for the timeline: of one event, or what a process of a run printed. */
export const textSource = z.union([
  z.strictObject({ kind: z.literal("event"), seq: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal("log"), runId: id, process: z.string().min(1).max(60) }),
]);
export type TextSource = z.infer<typeof textSource>;

/** A piece of a file that goes along with an instruction. */
export const attachment = z.strictObject({
  /** In the workspace, forward slashes. */
  path: z.string().max(4_096),
  /** From 1, both included. */
  fromLine: z.int().positive(),
  toLine: z.int().positive(),
  text: z.string().max(50_000),
});
export type Attachment = z.infer<typeof attachment>;

const seq = z.int().nonnegative();
const filePath = z.string().min(1).max(4_096);

/** What the thread panel's webview may ask of its host, with what it must look like. */
export const threadPanelInputs = {
  /** First of all, and again after each reload of the webview. */
  open: z.strictObject({}),
  /** The page of events before `before`, oldest first. */
  olderEvents: z.strictObject({ before: seq }),
  /** The page of events after `after`, oldest first. */
  newerEvents: z.strictObject({ after: seq }),
  /** A page that begins with the first event at or after a time. */
  eventsFrom: z.strictObject({ at: time }),
  agents: z.strictObject({}),
  /** What such jobs of the project came to before; without an agent, with the job type's own. */
  forecast: z.strictObject({ jobType: z.string().min(1).max(60), agent: z.string().max(60).optional() }),
  decide: z.strictObject({
    approvalId: id,
    revision: z.string().max(100),
    decision: z.enum(["approve", "reject"]),
    comment: z.string().max(20_000).optional(),
    choice: z.string().min(1).max(60).optional(),
  }),
  /** To the agent that works; becomes a job when none does. */
  send: z.strictObject({ text: instruction }),
  startJob: z.strictObject({
    instruction,
    jobType: z.string().max(60),
    agent: z.string().max(60).optional(),
    model: z.string().max(120).optional(),
    mode: jobMode.optional(),
    permissions: z.enum(permissionAnswers).optional(),
    maxCostUsd: z.number().positive().max(100_000).optional(),
  }),
  saveDraft: z.strictObject({ text: z.string().max(200_000) }),
  openText: z.strictObject({ source: textSource }),
  /** Shows the file as the run left it, read-only. */
  openFile: z.strictObject({ path: filePath, line: z.int().positive().optional() }),
  /** `url` as an agent wrote it: the host opens http and https, after VS Code's own question. */
  openLink: z.strictObject({ url: z.string().max(4_096) }),
  openChanges: z.strictObject({
    runId: id.optional(),
    /** With `runId`: what this turn of it changed. */
    checkpointId: id.optional(),
    path: filePath.optional(),
  }),
  /** A plan is decided on in its own panel, where it is read in full. */
  reviewPlan: z.strictObject({ approvalId: id }),
  act: z.strictObject({ action: z.enum(threadActions) }),
  download: z.strictObject({ artifactId: id }),
  copy: z.strictObject({ text: z.string().max(200_000) }),
  /** What is selected in the editor that was used last; null when nothing is. */
  attachSelection: z.strictObject({}),
} as const;

export type ThreadPanelOpened =
  | {
      kind: "thread";
      detail: ThreadDetail;
      /** The newest, oldest first. */
      events: TimelineEvent[];
      /** Whether `events` holds the thread's first. */
      complete: boolean;
      connection: PanelConnection;
    }
  /** There is nothing to show yet; `open` is worth asking again after a push of type `reopen`. */
  | { kind: "waiting"; reason: string; hint: string | null; offer: ThreadAction | null };

/** `disabled` says why nothing can be done now; the data shown is then of `asOf`. */
export interface PanelConnection {
  disabled: string | null;
  /** Whether the runner can be reached: a connection that may only look is online and disabled. */
  online: boolean;
  asOf: number;
  /** How the runner calls this person; null until it has said so. */
  caller: string | null;
}

export interface EventPage {
  events: TimelineEvent[];
  /** There are no more in this direction. */
  complete: boolean;
}

type Inputs = { [Name in keyof typeof threadPanelInputs]: z.input<(typeof threadPanelInputs)[Name]> };

/** What is answered where it is more than that it was done. */
interface Answers {
  open: ThreadPanelOpened;
  olderEvents: EventPage;
  newerEvents: EventPage;
  eventsFrom: EventPage;
  agents: AgentView[];
  forecast: ForecastView;
  attachSelection: Attachment | null;
}

export interface ThreadPanelContract {
  requests: {
    [Name in keyof Inputs]: { input: Inputs[Name]; output: Name extends keyof Answers ? Answers[Name] : null };
  };
  push:
    | { type: "events"; events: TimelineEvent[] }
    | { type: "detail"; detail: ThreadDetail }
    | { type: "connection"; connection: PanelConnection }
    | { type: "attachment"; attachment: Attachment }
    /** What is shown was replaced at the runner, or can be shown only now: ask `open` again. */
    | { type: "reopen" };
}

/** What VS Code keeps of the panel to show it again after a restart. */
export const threadPanelState = z.object({ runnerId: z.string(), threadId: id });
