import type { ErrorShape } from "../errors.ts";

/** What a webview asks its host. Outputs are plain JSON. */
export type PanelRequests = Record<string, { input: unknown; output: unknown }>;

/** A panel's contract: what the webview may ask, what the host tells it by itself, and what is kept over a reload. */
export interface PanelContract {
  requests: PanelRequests;
  push: { type: string };
}

/** From the webview. The host trusts none of it: every input is checked against its schema. */
export interface RequestMessage {
  type: "request";
  id: number;
  name: string;
  input: unknown;
}

export type HostMessage<Push> =
  | { type: "answer"; id: number; value: unknown }
  | { type: "failure"; id: number; error: ErrorShape }
  | { type: "push"; push: Push };
