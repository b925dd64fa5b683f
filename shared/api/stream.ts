import type { TimelineEvent } from "../events/catalogue.ts";

/**
 * Stands in the stream for more events than are worth sending one by one, or for a log that is shorter than the client
 * remembers (a restored backup): read the snapshot again; the stream goes on after `seq`.
 */
export interface StreamReset {
  type: "reset";
  seq: number;
}

export type StreamItem = TimelineEvent | StreamReset;
