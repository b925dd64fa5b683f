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

test("whoever is called off waits no longer, and what nobody waits for any more is ended", async () => {
  const begun: { unwanted: AbortSignal; end: () => void }[] = [];
  const fetch = shareNext((unwanted) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    unwanted.addEventListener("abort", () => reject(unwanted.reason));
    begun.push({ unwanted, end: resolve });
    return promise;
  });
  const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()];
  const first = fetch(one.signal);
  const shared = [fetch(two.signal), fetch(three.signal)];
  two.abort(new Error("two left"));
  await expect(shared[0]).rejects.toThrow("two left");
  one.abort(new Error("one left"));
  await expect(first).rejects.toThrow("one left");
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.map(({ unwanted }) => unwanted.aborted)).toEqual([true, false]);
  const late = fetch(two.signal);
  await expect(late).rejects.toThrow("two left");
  const again = fetch();
  begun[1]?.end();
  await shared[1];
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun.map(({ unwanted }) => unwanted.aborted)).toEqual([true, false, false]);
  begun[2]?.end();
  await again;
});
