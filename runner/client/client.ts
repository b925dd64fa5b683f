import { WebSocket } from "ws";
import { type Client, type ClientOptions, connectOver } from "../../shared/client/client.ts";
import type { AppRouter } from "../api/router.ts";

export type SpoolClient = Client<AppRouter>;

/** Connects nothing yet: the first call does. Close it, or an open subscription keeps the process alive. */
export function connect(options: ClientOptions): SpoolClient {
  return connectOver<AppRouter>(WebSocket, options);
}
