import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { revokeToken } from "../../../runner/core/commands/tokens.ts";
import { whyDisabled } from "../../../extension/common/session/session-state.ts";
import { startApi } from "../../api/support/api.ts";
import { operatorCaller } from "../../builders/core.ts";
import { cuttingProxy } from "../../api/support/proxy.ts";
import { otherVersion } from "./other-version.ts";
import { makeThreads, openSession, publish } from "./open-session.ts";

const limit = { timeout: 15_000, interval: 5 };

test("a runner that answers is online, with its threads and who one is there", async () => {
  await using api = await startApi();
  const [thread] = await makeThreads(api.world.core, 1);
  await using opened = openSession(api.server.address, api.tokens.operator.secret);
  const { session } = opened;
  expect(session.state).toEqual({ kind: "connecting" });
  expect(session.asOf).toBeUndefined();
  await opened.reached("online");
  expect(session.state).toMatchObject({ hello: { caller: { name: "the operator", role: "operator" } } });
  expect(session.threads.all().map((summary) => summary.thread.id)).toEqual([thread]);
  expect(whyDisabled(session.state)).toBeUndefined();
});

test("a runner that is not there yet is offline, and online by itself when it comes", async () => {
  await using api = await startApi();
  let there = false;
  await using proxy = await cuttingProxy(() => (there ? api.server.port : 1));
  await using opened = openSession(proxy.url, api.tokens.viewer.secret);
  await opened.reached("offline");
  expect(opened.session.state).toMatchObject({ since: 1_000, reason: `no runner answers at ${proxy.url}` });
  expect(whyDisabled(opened.session.state)).toMatch(/^the runner is offline: no runner answers/);
  there = true;
  await opened.reached("online");
  // Whoever does not want to wait for the next try does not have to.
  there = false;
  proxy.cut();
  await opened.reached("offline");
  there = true;
  opened.session.reconnect();
  await opened.reached("online");
});

test("a restart of the runner is lived through by the same session: threads stay, news come, nobody is told to read anew", async () => {
  await using api = await startApi();
  const [first] = await makeThreads(api.world.core, 1);
  await using opened = openSession(api.server.address, api.tokens.viewer.secret);
  const { session } = opened;
  await opened.reached("online");
  await api.restart();
  const [second] = await makeThreads(api.world.core, 1);
  await vi.waitUntil(() => session.threads.get(second ?? ""), limit);
  await opened.reached("online");
  expect(session.threads.get(first ?? "")).toBeDefined();
  expect(opened.resets).toBe(0);
  expect(opened.states.filter((kind) => kind === "refused")).toEqual([]);
});

test("a token that is not known is said so once, and asked with no more; another one cures it in the same session", async () => {
  await using api = await startApi();
  await using proxy = await cuttingProxy(() => api.server.port);
  await using opened = openSession(proxy.url, "wrong");
  await opened.reached("refused");
  expect(opened.session.state).toMatchObject({ error: { code: "unauthenticated" } });
  expect(proxy.connections).toBe(1);
  await expect(opened.session.api.hello.query()).rejects.toMatchObject({ code: "unauthenticated" });
  expect(proxy.connections).toBe(1);
  opened.token = undefined;
  opened.session.reconnect();
  await opened.reached("refused");
  const { api: held } = opened.session;
  expect(() => held.hello).toThrow(expect.objectContaining({ code: "unauthenticated" }));
  opened.token = api.tokens.viewer.secret;
  opened.session.reconnect();
  await opened.reached("online");
  expect(await held.hello.query()).toMatchObject({ caller: { role: "viewer" } });
  expect(opened.log.join("\n")).toMatch(/refused: .* token/);
  expect(opened.log.join("\n")).not.toContain(api.tokens.viewer.secret);
});

test("a token that is revoked while it is used is refused at once, and the threads stay as they were", async () => {
  await using api = await startApi();
  await makeThreads(api.world.core, 2);
  await using proxy = await cuttingProxy(() => api.server.port);
  await using opened = openSession(proxy.url, api.tokens.operator.secret);
  const { session } = opened;
  await opened.reached("online");
  await revokeToken(api.world.core, operatorCaller(), { tokenId: api.tokens.operator.id });
  await opened.reached("refused");
  expect(session.state).toMatchObject({ error: { code: "unauthenticated" } });
  expect(session.threads.all()).toHaveLength(2);
  expect(session.asOf).toBe(1_000);
  const { connections } = proxy;
  // Rows that wait to be read again are not asked for: there is nobody who would answer.
  session.threads.note([]);
  await expect(session.threads.load()).rejects.toMatchObject({ code: "unauthenticated" });
  expect(proxy.connections).toBe(connections);
});

test("a runner that speaks another version is refused with what to update", async () => {
  await using newer = await otherVersion(99);
  await using opened = openSession(newer.url, "any");
  await opened.reached("refused");
  expect(opened.session.state).toMatchObject({ error: { code: "not_available", hint: "update the extension" } });
});

test("where something else answers, a runner that comes back is found", async () => {
  await using api = await startApi();
  const other = createServer((socket) => socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"));
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  let there = false;
  await using proxy = await cuttingProxy(() => (there ? api.server.port : (other.address() as AddressInfo).port));
  await using opened = openSession(proxy.url, api.tokens.viewer.secret);
  await opened.reached("offline");
  expect(opened.session.state).toMatchObject({ reason: "no Spool runner is at this address" });
  there = true;
  await opened.reached("online");
  other.close();
});

test("who was away for too long is told to read anew, after the threads were", async () => {
  await using api = await startApi({ limits: { gap: 100 } });
  const { core } = api.world;
  let there = true;
  await using proxy = await cuttingProxy(() => (there ? api.server.port : 1));
  await using opened = openSession(proxy.url, api.tokens.viewer.secret);
  await opened.reached("online");
  there = false;
  proxy.cut();
  await opened.reached("offline");
  const [missed] = await makeThreads(core, 1);
  await publish(core, 300);
  there = true;
  await vi.waitUntil(() => opened.resets === 1, limit);
  expect(opened.session.threads.get(missed ?? "")).toBeDefined();
  await publish(core, 1);
  const last = await core.store.read.events.lastSeq();
  await vi.waitUntil(() => opened.seqs.at(-1) === last, limit);
  expect(opened.resets).toBe(1);
});

test("it can be disposed of while the other end says nothing, and is silent from then on", async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  const accepted = once(silent, "connection");
  const opened = openSession(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`, "any");
  const [socket] = await accepted;
  const call = opened.session.api.hello.query();
  const ended = once(socket, "close");
  await opened[Symbol.asyncDispose]();
  await expect(call).rejects.toMatchObject({ code: "unavailable" });
  await ended;
  expect(opened.states).toEqual([]);
  silent.close();
});

test("what another window knew is shown until the runner answers, dated", async () => {
  await using api = await startApi();
  await makeThreads(api.world.core, 1);
  await using first = openSession(api.server.address, api.tokens.viewer.secret);
  await first.reached("online");
  const threads = first.session.threads.all();
  let there = false;
  await using proxy = await cuttingProxy(() => (there ? api.server.port : 1));
  await using opened = openSession(proxy.url, api.tokens.viewer.secret);
  await opened.reached("offline");
  opened.session.restore({ threads, asOf: 17 });
  expect(opened.session.state).toMatchObject({ kind: "offline", since: 17 });
  expect(opened.session.asOf).toBe(17);
  expect(opened.session.threads.all()).toEqual(threads);
  there = true;
  await opened.reached("online");
  opened.session.restore({ threads: [], asOf: 18 });
  expect(opened.session.threads.all()).toHaveLength(1);
});
