import type { Bench } from "../harness/bench.ts";
import { burstBench } from "./burst.ts";
import { cockpitBench } from "./cockpit.ts";
import { dispatchBench } from "./dispatch.ts";
import { historyBench } from "./history.ts";
import { latencyBench } from "./latency.ts";
import { peerBench } from "./peer.ts";
import { startBench } from "./start.ts";
import { webviewBench } from "./webview.ts";
import { worktreesBench } from "./worktrees.ts";
import { writesBench } from "./writes.ts";

export const benches: readonly Bench[] = [
  dispatchBench,
  burstBench,
  latencyBench,
  writesBench,
  startBench,
  historyBench,
  worktreesBench,
  webviewBench,
  cockpitBench,
  peerBench,
];
