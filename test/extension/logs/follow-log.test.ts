import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { followLog } from "../../../extension/common/logs/follow-log.ts";
import { startApi } from "../../api/support/api.ts";
import { cuttingProxy } from "../../api/support/proxy.ts";

test("a log is followed to its end over a cut connection, each piece once", async () => {
  await using api = await startApi();
  await using proxy = await cuttingProxy(() => api.server.port);
  await mkdir(join(api.world.directory, "logs"));
  const grow = async (text: string) => {
    await appendFile(join(api.world.directory, "logs", "agent.out"), text);
    api.files.grown.emit("grown");
  };
  await grow("first\n");
  const pieces: string[] = [];
  const end = Promise.withResolvers<void>();
  const reader = { onText: (text: string) => pieces.push(text), onEnd: () => end.resolve(), onError: end.reject };
  const { api: calls } = api.client("viewer", { url: proxy.url });
  const following = followLog(
    calls,
    { runId: "run_1", name: "agent.out" },
    { reader, signal: new AbortController().signal },
  );
  await expect.poll(() => pieces.join("")).toBe("first\n");
  proxy.cut();
  await grow("second\n");
  await expect.poll(() => pieces.join("")).toBe("first\nsecond\n");
  api.files.ended.add("agent.out");
  api.files.grown.emit("grown");
  await end.promise;
  await following;
  expect(pieces.join("")).toBe("first\nsecond\n");
});

test("a log that is not there is said, and not asked for again; a terminal that is closed ends the following", async () => {
  await using api = await startApi();
  const { api: calls } = api.client("viewer");
  const errors: string[] = [];
  const reader = {
    onText: () => undefined,
    onEnd: () => undefined,
    onError: ({ code }: { code: string }) => errors.push(code),
  };
  const log = { runId: "run_1", name: "nothing.out" };
  await followLog(calls, log, { reader, signal: new AbortController().signal });
  expect(errors).toEqual(["not_found"]);
  await followLog(calls, log, { reader, signal: AbortSignal.abort() });
  expect(errors).toEqual(["not_found"]);
});
