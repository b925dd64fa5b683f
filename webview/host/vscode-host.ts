import type { PanelContract } from "../../shared/panels/rpc.ts";
import { type Endpoint, endpointOver, type MessagePort } from "./endpoint.ts";

interface VsCodeApi extends MessagePort {
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What is kept over a reload of the webview: what is open, where one was, what is half written. Nothing of the runner's. */
export interface Storage<State> {
  read(): Partial<State>;
  write(changes: Partial<State>): void;
}

export interface Host<Contract extends PanelContract, State> {
  endpoint: Endpoint<Contract>;
  storage: Storage<State>;
}

/** The one place that touches VS Code's own API, which may be acquired once. */
export function vscodeHost<Contract extends PanelContract, State extends object>(): Host<Contract, State> {
  const api = acquireVsCodeApi();
  // What identifies the panel is in the page, so that it is in the state from the first moment on.
  const identity = JSON.parse(document.body.dataset["state"] ?? "{}") as object;
  let state = { ...(api.getState() as Partial<State> | undefined), ...identity } as Partial<State>;
  api.setState(state);
  return {
    endpoint: endpointOver(api),
    storage: {
      read: () => state,
      write(changes) {
        state = { ...state, ...changes };
        api.setState(state);
      },
    },
  };
}
