import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { revokeToken } from "../../runner/core/commands/tokens.ts";
import { operatorCaller } from "../builders/core.ts";
import { type Api, startApi } from "./support/api.ts";
import { bearer, openRawSocket, raw, rawSocket } from "./support/raw.ts";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const error = (body: string) =>
  (JSON.parse(body) as { error: { message: string; data: Record<string, unknown> } }).error;

describe("who may call", () => {
  const wrong: [string, Record<string, string>][] = [
    ["no token", {}],
    ["a wrong token", bearer("spool_wrong")],
    ["an empty token", { authorization: "Bearer " }],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["a token with odd bytes", { authorization: "Bearer a\tb" }],
    ["a very long token", bearer("x".repeat(5_000))],
  ];
  for (const [name, headers] of wrong) {
    test(`${name} is refused over HTTP, WebSocket, metrics and artifacts`, async () => {
      for (const path of ["/trpc/hello", "/metrics", "/artifacts/art_1"]) {
        const answer = await raw(api, path, { headers });
        expect(answer.status).toBe(401);
        expect(error(answer.body).data).toMatchObject({ code: "unauthenticated", hint: expect.any(String) });
      }
      expect(await rawSocket(api, { headers })).toMatchObject({ refused: 401 });
    });
  }

  test("a token in the address is not looked at", async () => {
    const { secret } = api.tokens.admin;
    expect((await raw(api, `/trpc/hello?token=${secret}&authorization=Bearer%20${secret}`)).status).toBe(401);
    expect(await rawSocket(api, { path: `/trpc?token=${secret}` })).toMatchObject({ refused: 404 });
    const asParameters = { path: "/trpc?connectionParams=1", headers: bearer(secret) };
    expect(await rawSocket(api, asParameters)).toMatchObject({ refused: 404 });
  });

  test("each role may do what it is for and nothing above it", async () => {
    const viewer = api.client("viewer").api;
    const operator = api.client("operator").api;
    const admin = api.client("admin", { transport: "ws" }).api;
    await viewer.status.query();
    const denied = { code: "forbidden", details: { needed: "operator", role: "viewer" }, hint: expect.any(String) };
    await expect(viewer.queue.pause.mutate({})).rejects.toMatchObject(denied);
    await expect(viewer.threads.start.mutate({ project: "demo", instruction: "x" })).rejects.toMatchObject(denied);
    await expect(operator.tokens.list.query()).rejects.toMatchObject({ code: "forbidden" });
    await expect(operator.tokens.create.mutate({ name: "x", role: "admin" })).rejects.toMatchObject({
      code: "forbidden",
    });
    const { tokens } = await admin.tokens.list.query();
    expect(tokens.map((token) => token.role)).toEqual(["viewer", "operator", "admin"]);
    expect(JSON.stringify(tokens)).not.toContain(api.tokens.viewer.secret);
  });

  test("a new token works at once and says when it was last used; revoked, it stops everything it has open", async () => {
    const admin = api.client("admin").api;
    const { token, secret } = await admin.tokens.create.mutate({ name: "laptop", role: "operator" });
    const socket = await openRawSocket(api, secret);
    const call = () => raw(api, "/trpc/hello", { headers: bearer(secret) });
    expect((await call()).status).toBe(200);
    const used = (await admin.tokens.list.query()).tokens.find((listed) => listed.id === token.id);
    expect(used?.lastUsedAt).toBe(api.world.core.clock.now());

    const closed = once(socket, "close");
    await admin.tokens.revoke.mutate({ tokenId: token.id });
    expect(await closed).toMatchObject([4401, Buffer.from("the access token was revoked")]);
    expect((await call()).status).toBe(401);
    expect(await rawSocket(api, { headers: bearer(secret) })).toMatchObject({ refused: 401 });
  });

  test("a revoked client is told so instead of trying for ever", async () => {
    const { token, secret } = await api.client("admin").api.tokens.create.mutate({ name: "phone", role: "viewer" });
    const client = api.client("viewer", { token: secret, transport: "ws" });
    const stop = new AbortController();
    const following = client.followEvents({}, { signal: stop.signal });
    const first = following.next();
    await client.api.hello.query();
    await api.client("operator").api.queue.pause.mutate({});
    await api.client("operator").api.queue.resume.mutate({});
    await first;
    await revokeToken(api.world.core, operatorCaller(), { tokenId: token.id });
    const drained = async () => {
      for (;;) if ((await following.next()).done) return;
    };
    await expect(drained()).rejects.toMatchObject({ code: "unauthenticated" });
    await expect(client.api.hello.query()).rejects.toMatchObject({ code: "unauthenticated" });
  });
});

describe("from where", () => {
  test("a request that names its page is refused, with a good token too", async () => {
    const headers = { ...bearer(api.tokens.admin.secret), origin: "https://evil.example" };
    expect((await raw(api, "/trpc/hello", { headers })).status).toBe(403);
    expect((await raw(api, "/healthz", { headers: { origin: "null" } })).status).toBe(403);
    expect(await rawSocket(api, { headers })).toMatchObject({ refused: 403 });
  });

  const hosts: [string, number][] = [
    ["localhost", 200],
    ["LOCALHOST:1234", 200],
    ["127.0.0.1:80", 200],
    ["[::1]:7717", 200],
    ["box.example", 200],
    ["evil.example", 421],
    ["127.0.0.1.evil.example", 421],
    ["127.0.0.1@evil.example", 421],
    ["box.example:port", 421],
    ["0x7f000001", 421],
  ];
  for (const [host, status] of hosts) {
    test(`Host ${JSON.stringify(host)} gets ${status}`, async () => {
      const headers = { ...bearer(api.tokens.admin.secret), host };
      expect((await raw(api, "/trpc/hello", { headers })).status).toBe(status);
      const socket = await rawSocket(api, { headers });
      expect(socket.refused).toBe(status === 200 ? undefined : 421);
      socket.socket?.terminate();
    });
  }
});

describe("what else is on the port", () => {
  test("health needs no token and says nothing; metrics needs one", async () => {
    expect(await raw(api, "/healthz")).toMatchObject({ status: 200, body: '{"healthy":true}' });
    expect(await raw(api, "/readyz")).toMatchObject({ status: 200, body: '{"ready":true}' });
    const metrics = await raw(api, "/metrics", { headers: bearer(api.tokens.viewer.secret) });
    expect(metrics).toMatchObject({ status: 200, body: "spool_up 1\n" });
    expect(metrics.headers["content-type"]).toContain("text/plain");
  });

  test("not ready is 503", async () => {
    await using starting = await startApi({ ready: () => false });
    expect(await raw(starting, "/readyz")).toMatchObject({ status: 503, body: '{"ready":false}' });
    expect(await raw(starting, "/healthz")).toMatchObject({ status: 200 });
  });

  test("everything else is a 404 in JSON", async () => {
    for (const path of ["/", "/trpc", "/artifacts/", "/artifacts/../etc/passwd", "/metrics/x", "//healthz"]) {
      const answer = await raw(api, path, { headers: bearer(api.tokens.admin.secret) });
      expect([path, answer.status, error(answer.body).data.code]).toEqual([path, 404, "not_found"]);
    }
    expect((await raw(api, "/healthz", { method: "POST" })).status).toBe(404);
  });

  test("a taken port is said to be taken", async () => {
    const again = startApi({ listen: { host: "127.0.0.1", port: api.server.port } });
    await expect(again).rejects.toMatchObject({ code: "unavailable", hint: expect.stringContaining("another runner") });
  });
});
