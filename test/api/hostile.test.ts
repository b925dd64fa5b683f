import { once } from "node:events";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { errorCodes } from "../../shared/errors.ts";
import { appRouter } from "../../runner/api/router.ts";
import { type Api, startApi } from "./support/api.ts";
import { bearer, nextMessage, openRawSocket, raw } from "./support/raw.ts";

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const secret = "secret-in-an-exception";
const paths = Object.keys(appRouter._def.procedures);

/** A well-formed error: a code of ours, a message, a request id, no stack and no secret. */
function expectError(text: string): { code: string; message: string } {
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(/\bat .*\.(ts|js|mjs):\d+/);
  const { error } = JSON.parse(text) as { error: { message: string; data: Record<string, unknown> } };
  expect(errorCodes).toContain(error.data.code);
  expect(error.data.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(error.data).not.toHaveProperty("stack");
  return { code: String(error.data.code), message: error.message };
}

const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
  raw(api, path, {
    method: "POST",
    body,
    headers: { ...bearer(api.tokens.admin.secret), "content-type": "application/json", ...headers },
  });

async function stillWorks(): Promise<void> {
  expect(await api.client("viewer").api.hello.query()).toMatchObject({ caller: { role: "viewer" } });
}

test("a wrong field is named", async () => {
  const { api: calls } = api.client("operator");
  const wrong = { project: "demo", instruction: "x", priority: 9 };
  await expect(calls.threads.start.mutate(wrong)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("priority"),
    details: { field: "priority" },
  });
  await expect(calls.threads.list.query({ limit: 0 })).rejects.toMatchObject({
    code: "invalid_input",
    details: { field: "limit" },
  });
  const unknown = { project: "demo", instruction: "x", surprise: 1 } as { project: string; instruction: string };
  await expect(calls.threads.start.mutate(unknown)).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("surprise"),
  });
});

test("malformed JSON, unknown procedures, wrong methods and batches are errors in our words", async () => {
  const malformed = await post("/trpc/threads.start", "{");
  expect(malformed.status).toBe(400);
  expect(expectError(malformed.body).code).toBe("invalid_input");
  const unknown = await post("/trpc/no.such.thing", "{}");
  expect(unknown.status).toBe(404);
  expect(expectError(unknown.body).code).toBe("not_found");
  expect(expectError((await post("/trpc/hello", "{}")).body).code).toBe("invalid_input");
  const headers = bearer(api.tokens.admin.secret);
  expectError((await raw(api, "/trpc/threads.start?input={}", { headers })).body);
  expectError((await raw(api, "/trpc/threads.list?input=%", { headers })).body);
  const batch = await raw(api, "/trpc/hello,hello?batch=1&input={}", { headers });
  expect(batch.status).toBe(400);
  const text = await post("/trpc/threads.start", "x", { "content-type": "text/plain" });
  expect(expectError(text.body).code).toBe("invalid_input");
});

test("an exception is shown as internal with a request id that the log has beside the cause", async () => {
  const headers = bearer(api.tokens.viewer.secret);
  const answer = await raw(api, "/trpc/agents.list", { headers });
  expect(answer.status).toBe(500);
  expect(expectError(answer.body)).toEqual({ code: "internal", message: "internal error, see the runner's log" });
  const { requestId } = (JSON.parse(answer.body) as { error: { data: { requestId: string } } }).error.data;
  const line = api.log.find((entry) => entry.includes(requestId));
  expect(line).toContain(secret);
  expect(line).toContain("agents.list");
});

test("a body over 4 MiB is refused, one below is read", async () => {
  const instruction = (bytes: number) => JSON.stringify({ project: "demo", instruction: "x".repeat(bytes) });
  const large = post("/trpc/threads.start", instruction(4 * 1024 * 1024 + 1));
  // Refused before it is read whole: the client sees the answer, or its upload cut off.
  const outcome = await large.then(
    (answer) => expectError(answer.body).code,
    () => "cut off",
  );
  expect(["limit_exceeded", "cut off"]).toContain(outcome);
  const readable = await post("/trpc/threads.start", instruction(3 * 1024 * 1024));
  expect(expectError(readable.body)).toMatchObject({ code: "invalid_input" });
  await stillWorks();
});

test("a frame over 4 MiB closes that socket with 1009 and no other", async () => {
  const other = await openRawSocket(api, api.tokens.viewer.secret);
  const socket = await openRawSocket(api, api.tokens.viewer.secret);
  const closed = once(socket, "close");
  socket.send("x".repeat(4 * 1024 * 1024 + 1));
  expect((await closed)[0]).toBe(1009);
  other.send(JSON.stringify({ id: 1, method: "query", params: { path: "hello" } }));
  expect(await nextMessage(other)).toMatchObject({ id: 1, result: { type: "data" } });
  other.terminate();
});

test("a subscription over HTTP is refused with the address to use", async () => {
  const headers = bearer(api.tokens.viewer.secret);
  const answer = await raw(api, "/trpc/events.subscribe?input={}", { headers });
  expect(answer.status).toBe(400);
  expect(answer.body).toContain("WebSocket");
});

test("whatever comes as a body over HTTP, the answer is an answer", async () => {
  const path = fc.oneof(fc.constantFrom(...paths), fc.string({ maxLength: 20 }).map(encodeURIComponent));
  const body = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json(),
    fc.anything().map((value) => JSON.stringify(value) ?? ""),
  );
  const type = fc.constantFrom("application/json", "text/plain", "multipart/form-data; boundary=x", "");
  const harmless = (name: string) => name !== "tokens.revoke";
  await fc.assert(
    fc.asyncProperty(path.filter(harmless), body, type, fc.boolean(), async (name, content, contentType, get) => {
      const answer = get
        ? await raw(api, `/trpc/${name}?input=${encodeURIComponent(content.toString())}`, {
            headers: bearer(api.tokens.admin.secret),
          })
        : await post(`/trpc/${name}`, content, { "content-type": contentType });
      expect(answer.body).not.toContain(secret);
      const wellFormed = answer.status === 200 ? /^\{"result":/ : /^\{"error":\{"message":/;
      expect(answer.body).toMatch(wellFormed);
    }),
    { numRuns: 300 },
  );
  await stillWorks();
});

test("whatever comes as a message over WebSocket, the socket answers the next call", async () => {
  const message = fc.oneof(
    fc.string({ maxLength: 100 }),
    fc.json(),
    fc
      .record({
        id: fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.object()),
        method: fc.oneof(fc.constantFrom("query", "mutation", "subscription", "subscription.stop"), fc.string()),
        params: fc.oneof(
          fc.record({
            path: fc.oneof(fc.constantFrom(...paths), fc.string()),
            input: fc.anything(),
            lastEventId: fc.oneof(fc.string(), fc.integer(), fc.constant(undefined)),
          }),
          fc.anything(),
        ),
      })
      .map((value) => JSON.stringify(value)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 8 }), fc.boolean(), async (messages, binary) => {
      const socket = await openRawSocket(api, api.tokens.viewer.secret);
      const answers: string[] = [];
      const done = new Promise<void>((resolve) => {
        socket.on("message", (data: Buffer) => {
          const answer = data.toString();
          if (answer.includes('"the last one"')) resolve();
          else answers.push(answer);
        });
      });
      for (const text of messages) socket.send(text, { binary });
      socket.send(JSON.stringify({ id: "the last one", method: "query", params: { path: "hello" } }));
      await done;
      for (const answer of answers.filter((text) => text.includes('"error"'))) expectError(answer);
      expect(socket.readyState).toBe(WebSocket.OPEN);
      socket.terminate();
    }),
    { numRuns: 100 },
  );
  await stillWorks();
});
