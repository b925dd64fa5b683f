import type { WebSocket } from "ws";
import type { Core } from "../core/core.ts";
import type { Authentication, Identity } from "./authentication.ts";
import type { ApiLogger } from "./logger.ts";
import type { RunnerServices } from "./services.ts";

/** How much one subscriber may make the runner hold or send. */
export interface StreamLimits {
  /** Live events kept for a subscriber that reads slowly; beyond it they are dropped and read back from the store. */
  queuedEvents: number;
  /** Events a reconnecting client is behind before it is told to read its snapshot again. */
  gap: number;
  /** Bytes in a socket's buffer above which nothing more is written to it. */
  bufferedBytes: number;
}

/** What every procedure stands on. Over HTTP made per request, over WebSocket once per socket. */
export interface ApiContext {
  readonly core: Core;
  readonly services: RunnerServices;
  readonly authentication: Authentication;
  readonly identity: Identity;
  readonly logger: ApiLogger;
  readonly limits: StreamLimits;
  readonly socket: WebSocket | undefined;
  /** Of HTTP's `x-idempotency-key`; over WebSocket the key is in the input. */
  readonly idempotencyKey: string | undefined;
}
