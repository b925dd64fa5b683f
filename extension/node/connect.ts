import { WebSocket } from "ws";
import type { AppRouter } from "../../runner/api/router.ts";
import { connectOver } from "../../shared/client/client.ts";
import type { RunnerClient } from "../common/session/runner-api.ts";

/** Everything over one WebSocket, so that the state of the connection is the state of the runner. Opens with the first call. */
export function connectToRunner(url: string, token: string): RunnerClient {
  return connectOver<AppRouter>(WebSocket, { url, token, transport: "ws" });
}
