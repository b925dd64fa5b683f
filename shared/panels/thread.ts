import * as z from "zod";
import type { ThreadDetail } from "../api/views.ts";
import type { TimelineEvent } from "../events/catalogue.ts";
import { id, instruction } from "../model/common.ts";

/** What the thread panel's webview may ask of its host, with what it must look like. */
export const threadPanelInputs = {
  /** First of all, and again after each reload of the webview. */
  open: z.strictObject({}),
  /** The page of events before `before`, oldest first. */
  olderEvents: z.strictObject({ before: z.int().nonnegative() }),
  decide: z.strictObject({
    approvalId: id,
    revision: z.string().max(100),
    decision: z.enum(["approve", "reject"]),
    comment: z.string().max(20_000).optional(),
  }),
  submit: z.strictObject({ instruction }),
} as const;

export interface ThreadPanelOpened {
  detail: ThreadDetail;
  /** The newest, oldest first. */
  events: TimelineEvent[];
  connection: PanelConnection;
}

/** `disabled` says why nothing can be done now; the data shown is then of `asOf`. */
export interface PanelConnection {
  disabled: string | null;
  asOf: number;
}

export interface ThreadPanelContract {
  requests: {
    open: { input: z.input<typeof threadPanelInputs.open>; output: ThreadPanelOpened };
    olderEvents: { input: z.input<typeof threadPanelInputs.olderEvents>; output: TimelineEvent[] };
    decide: { input: z.input<typeof threadPanelInputs.decide>; output: null };
    submit: { input: z.input<typeof threadPanelInputs.submit>; output: null };
  };
  push:
    | { type: "events"; events: TimelineEvent[] }
    | { type: "detail"; detail: ThreadDetail }
    | { type: "connection"; connection: PanelConnection };
}

/** What VS Code keeps of the panel to show it again after a restart. */
export const threadPanelState = z.object({ runnerId: z.string(), threadId: id });
