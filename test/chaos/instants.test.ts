import { expect, test } from "vitest";
import { namedInstants } from "./instants.ts";
import { sweep } from "./sweep.ts";

test.concurrent.each(Object.entries(namedInstants))(
  "killed at any exact instant %s, the runner does nothing twice and leaves nothing out",
  async (_where, courses) => {
    const told: string[] = [];
    const result = await sweep(courses, (line) => told.push(line)).catch((error: unknown) => {
      throw new Error(told.join("\n"), { cause: error });
    });
    expect(result.violations, told.join("\n")).toEqual([]);
  },
  600_000,
);
