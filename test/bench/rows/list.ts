import type { Bench } from "../harness/bench.ts";
import { burstBench } from "./burst.ts";
import { dispatchBench } from "./dispatch.ts";

export const benches: readonly Bench[] = [dispatchBench, burstBench];
