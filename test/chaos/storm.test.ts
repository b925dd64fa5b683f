import { expect, test } from "vitest";
import { storm } from "./storm.ts";

test("killed eight times while ten jobs at a time work, the runner loses nothing, doubles nothing, orphans nothing", async () => {
  const seed = Number(process.env["SPOOL_CHAOS_SEED"] ?? Date.now() % 1_000_000);
  const told: string[] = [`seed ${seed}`];
  const result = await storm({ kills: 8, jobs: 10, seed, report: (line) => told.push(line) }).catch(
    (error: unknown) => {
      throw new Error(told.join("\n"), { cause: error });
    },
  );
  expect(result.violations, told.join("\n")).toEqual([]);
}, 600_000);
