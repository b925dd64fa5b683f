import type { AppRouter } from "../../../runner/api/router.ts";
import type { Client } from "../../../shared/client/client.ts";

/** The runner as the cockpit sees it. */
export type RunnerClient = Client<AppRouter>;
export type RunnerApi = RunnerClient["api"];
