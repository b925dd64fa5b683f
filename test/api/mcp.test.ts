import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, startApi } from "./support/api.ts";
import { fileServices } from "./support/file-services.ts";
import { bearer, raw, type RawAnswer } from "./support/raw.ts";

const secret = "secret-in-an-exception";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const accept = { accept: "application/json, text/event-stream", "content-type": "application/json" };

function post(body: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const text = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const all = { ...bearer(api.tokens.operator.secret), ...accept, ...headers };
  return raw(api, "/mcp", { method: "POST", body: text, headers: all });
}

const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
const call = (name: string, args: object) => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name, arguments: args },
});
const error = (answer: RawAnswer) =>
  (JSON.parse(answer.body) as { error: { message: string; data: Record<string, unknown> } }).error;

test("without a session, each request stands for itself and is answered with JSON", async () => {
  const answer = await post(ping);
  expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
  expect(answer.headers["content-type"]).toContain("application/json");
  expect(answer.headers["mcp-session-id"]).toBeUndefined();
  expect(JSON.parse(answer.body)).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  expect(await post({ jsonrpc: "2.0", method: "notifications/initialized" })).toMatchObject({ status: 202, body: "" });
});

test("whoever has no right to the API has none here", async () => {
  const wrong: Record<string, string>[] = [
    { authorization: "" },
    bearer("spool_wrong"),
    { authorization: "Basic YTpi" },
  ];
  for (const headers of wrong) {
    const answer = await post(ping, headers);
    expect([headers, answer.status, error(answer).data["code"]]).toEqual([headers, 401, "unauthenticated"]);
  }
  expect((await post(ping, { origin: "https://evil.example" })).status).toBe(403);
  expect((await post(ping, { origin: "null" })).status).toBe(403);
  expect((await post(ping, { host: "evil.example" })).status).toBe(421);
  expect((await raw(api, `/mcp?token=${api.tokens.admin.secret}`, { method: "POST", headers: accept })).status).toBe(
    401,
  );
});

test("there is nothing to listen to and nothing to end", async () => {
  for (const method of ["GET", "DELETE", "PUT"]) {
    const headers = { ...bearer(api.tokens.viewer.secret), ...accept };
    const answer = await raw(api, "/mcp", { method, headers });
    expect([method, answer.status, answer.headers["allow"]]).toEqual([method, 405, "POST"]);
    expect((await raw(api, "/mcp", { method, headers: accept })).status).toBe(401);
  }
});

test("what is no message of the protocol is refused in its words", async () => {
  const codes: [string | Buffer, Record<string, string>, number][] = [
    ["{", {}, 400],
    ["", {}, 400],
    [Buffer.from([0xff, 0xfe, 0x00]), {}, 400],
    ['{"jsonrpc":"1.0","id":1,"method":"ping"}', {}, 400],
    [JSON.stringify(ping), { accept: "text/html" }, 406],
    [JSON.stringify(ping), { "content-type": "text/plain" }, 415],
    [JSON.stringify(ping), { "mcp-protocol-version": "1999-01-01" }, 400],
  ];
  for (const [body, headers, status] of codes) {
    const answer = await post(body, headers);
    expect([String(body), headers, answer.status]).toEqual([String(body), headers, status]);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: "2.0", error: { code: expect.any(Number) } });
  }
  const unknown = await post({ jsonrpc: "2.0", id: 7, method: "resources/list" });
  expect(JSON.parse(unknown.body)).toMatchObject({ id: 7, error: { code: -32_601 } });
});

test("a request over 4 MiB is refused and not kept", async () => {
  const large = " ".repeat(4 * 1024 * 1024 + 1);
  const framings: Record<string, string>[] = [{}, { "transfer-encoding": "chunked" }];
  for (const headers of framings) {
    const answer = await post(large, headers);
    expect([answer.status, error(answer).data["code"]]).toEqual([413, "limit_exceeded"]);
  }
  expect((await post(`${" ".repeat(4_000_000)}${JSON.stringify(ping)}`)).status).toBe(200);
});

test("a defect is an internal error that says nothing and stands in the log", async () => {
  await using broken = await startApi({
    services: {
      ...fileServices("/nowhere", "instance-1").services,
      changes: async () => {
        throw new Error(secret);
      },
    },
  });
  const { thread } = await broken.client("operator").api.threads.start.mutate({ project: "demo", instruction: "x" });
  const answer = await raw(broken, "/mcp", {
    method: "POST",
    headers: { ...bearer(broken.tokens.viewer.secret), ...accept },
    body: JSON.stringify(call("get_changes", { threadId: thread.id })),
  });
  expect(answer.body).not.toContain(secret);
  expect(answer.body).not.toMatch(/\bat .*\.(ts|js):\d+/);
  const { result } = JSON.parse(answer.body) as {
    result: { isError: boolean; structuredContent: { error: { code: string; details: { requestId: string } } } };
  };
  expect(result.isError).toBe(true);
  expect(result.structuredContent.error).toMatchObject({
    code: "internal",
    message: "internal error, see the runner's log",
  });
  const { requestId } = result.structuredContent.error.details;
  const line = broken.log.find((entry) => entry.includes(requestId));
  expect(line).toContain(secret);
  expect(line).toContain("threads.changes");
});

test("one key has one effect; another request under it is a conflict", async () => {
  const start = (instruction: string) =>
    post(call("start_thread", { project: "demo", instruction, requestId: "once" }), { "x-idempotency-key": "other" });
  const [first, second] = [await start("one"), await start("one")];
  expect(second.body).toBe(first.body);
  expect((await start("two")).body).toContain("conflict");
});

test("whatever is asked of a tool, the answer is an answer", async () => {
  const name = fc.constantFrom(
    "list_projects",
    "list_threads",
    "get_thread",
    "read_timeline",
    "get_changes",
    "queue_status",
    "start_thread",
    "continue_thread",
    "send_message",
    "cancel_job",
    "__proto__",
    "constructor",
  );
  const key = fc.constantFrom("threadId", "runId", "jobId", "limit", "after", "path", "instruction", "__proto__", "x");
  const given = fc.oneof(fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(name, given, async (tool, args) => {
      const answer = await post({
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: tool, arguments: args },
      });
      expect(answer.status).toBe(200);
      const message = JSON.parse(answer.body) as { result?: { isError?: boolean; structuredContent: object } };
      expect(answer.body).not.toContain('"code":"internal"');
      if (message.result?.isError) {
        expect(message.result.structuredContent).toMatchObject({ error: { message: expect.any(String) } });
      } else if (message.result === undefined) expect(message).toHaveProperty("error.code");
    }),
    { numRuns: 200 },
  );
  expect((await post(ping)).status).toBe(200);
});
