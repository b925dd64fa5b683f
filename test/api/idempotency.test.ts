import { expect, test } from "vitest";
import { startApi } from "./support/api.ts";
import { cuttingProxy } from "./support/proxy.ts";
import { bearer, raw } from "./support/raw.ts";

for (const transport of ["http", "ws"] as const) {
  test(`an answer lost on the way over ${transport} does not start a second thread`, async () => {
    await using api = await startApi();
    await using proxy = await cuttingProxy(() => api.server.port);
    const client = api.client("operator", { url: proxy.url, transport });
    if (transport === "ws") await client.api.hello.query();
    proxy.loseNextAnswer();
    const { thread } = await client.api.threads.start.mutate({ project: "demo", instruction: "Once" });
    expect(proxy.connections).toBeGreaterThan(1);
    const { threads } = await client.api.threads.list.query({});
    expect(threads.map((summary) => summary.thread.id)).toEqual([thread.id]);
  });
}

test("a key repeats the first answer, whether it came in the header or in the input, and fits one request only", async () => {
  await using api = await startApi();
  const start = (instruction: string, where: "header" | "input", key = "key-1") =>
    raw(api, "/trpc/threads.start", {
      method: "POST",
      headers: {
        ...bearer(api.tokens.operator.secret),
        "content-type": "application/json",
        ...(where === "header" && { "x-idempotency-key": key }),
      },
      body: JSON.stringify({ project: "demo", instruction, ...(where === "input" && { idempotencyKey: key }) }),
    });
  const first = await start("a", "header");
  expect(first.status).toBe(200);
  expect((await start("a", "header")).body).toBe(first.body);
  expect((await start("a", "input")).body).toBe(first.body);
  const other = await start("b", "input");
  expect(other.status).toBe(409);
  expect(other.body).toContain("idempotency key was used for another request");
  expect((await start("b", "header", "key 2 with spaces")).status).toBe(400);
  expect((await start("b", "input", "")).status).toBe(400);
  expect((await start("b", "input", "k".repeat(201))).status).toBe(400);
  expect(await api.world.core.store.read.threads.counts()).toEqual({ active: 1 });
});

test("what a request says of its origin is kept beside the identity from the token, never instead of it", async () => {
  await using api = await startApi();
  const { job } = await api.client("operator").api.threads.start.mutate({
    project: "demo",
    instruction: "x",
    requestedBy: { type: "linear", id: "ENG-1", via: "spoofed" },
  });
  expect(job.requestedBy).toEqual({
    type: "token",
    id: "the operator",
    onBehalfOf: { type: "linear", id: "ENG-1", via: "spoofed" },
  });
});

test("a runner that is not there is said to be unavailable, soon, over both transports", async () => {
  await using api = await startApi();
  const overHttp = api.client("viewer", { timeoutMs: 2_000 });
  const overSocket = api.client("viewer", { transport: "ws", timeoutMs: 300 });
  await api.server.close({ graceMs: 0 });
  const gone = { code: "unavailable", hint: expect.stringContaining("spool serve") };
  await expect(overHttp.api.hello.query()).rejects.toMatchObject(gone);
  await expect(overSocket.api.hello.query()).rejects.toMatchObject(gone);
});

test("a call that its caller gives up ends at once", async () => {
  await using api = await startApi();
  const stop = new AbortController();
  const call = api.client("viewer", { transport: "ws" }).api.hello.query(undefined, { signal: stop.signal });
  stop.abort(new Error("changed my mind"));
  await expect(call).rejects.toThrow("changed my mind");
});
