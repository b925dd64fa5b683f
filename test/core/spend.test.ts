import { expect, test } from "vitest";
import { spendView } from "../../runner/core/queries/spend.ts";
import { openWorld } from "../builders/core.ts";

test("the last thirty days are shown unless others are named; a range must not end before it begins", async () => {
  await using world = await openWorld();
  const to = new Date(world.core.clock.now()).toISOString().slice(0, 10);
  const usual = await spendView(world.core, { by: "day" });
  expect(usual).toMatchObject({ by: "day", to, timeZone: "UTC", rows: [], total: { runs: 0, usd: null } });
  expect((Date.parse(usual.to) - Date.parse(usual.from)) / 86_400_000).toBe(29);
  const named = await spendView(world.core, { by: "model", from: "2026-01-01", to: "2026-01-01", project: "demo" });
  expect(named).toMatchObject({ by: "model", from: "2026-01-01", to: "2026-01-01" });
  await expect(spendView(world.core, { by: "day", from: "2026-01-02", to: "2026-01-01" })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "from" },
  });
  await expect(spendView(world.core, { by: "day", project: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
});
