import { expect, test } from "vitest";
import { shareNext } from "../../runner/daemon/share-next.ts";

test("calls during the work share the next one, and none is served by work that began before it came", async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const fetch = shareNext(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const first = fetch();
  const late = [fetch(), fetch(), fetch()];
  expect(gates).toHaveLength(1);
  gates[0]?.reject(new Error("away"));
  await expect(first).rejects.toThrow("away");
  await new Promise((resolve) => setImmediate(resolve));
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
  await Promise.all(late);
  const again = fetch();
  expect(gates).toHaveLength(3);
  gates[2]?.resolve();
  await again;
});
