import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LogSlice } from "../../shared/api/views.ts";
import { startApi } from "./support/api.ts";
import { cuttingProxy } from "./support/proxy.ts";

test("a log is followed as it grows, over a cut connection, and the stream ends with it", async () => {
  await using api = await startApi();
  await using proxy = await cuttingProxy(() => api.server.port);
  await mkdir(join(api.world.directory, "logs"));
  const path = join(api.world.directory, "logs", "agent.out");
  const grow = async (text: string) => {
    await appendFile(path, text);
    api.files.grown.emit("grown");
  };
  await grow("first\n");
  const { api: calls } = api.client("viewer", { url: proxy.url });
  const slices: { id: string; data: LogSlice }[] = [];
  let came: () => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    calls.runs.followLog.subscribe(
      { runId: "run_1", name: "agent.out" },
      {
        onData: (item) => {
          slices.push(item);
          came();
        },
        onError: reject,
        onComplete: resolve,
      },
    );
  });
  const next = () =>
    new Promise<void>((resolve) => {
      came = resolve;
    });
  await next();
  const second = next();
  await grow("second\n");
  await second;
  proxy.cut();
  const third = next();
  await grow("x".repeat(200_000));
  await third;
  api.files.ended.add("agent.out");
  api.files.grown.emit("grown");
  await done;

  const text = slices.map((slice) => slice.data.text).join("");
  expect(text).toBe(`first\nsecond\n${"x".repeat(200_000)}`);
  for (const slice of slices) {
    expect(slice.id).toBe(String(slice.data.nextOffset));
    expect(slice.data.text.length).toBeLessThanOrEqual(64 * 1024);
  }
});

test("a log that is not there, and a name that is a path, are errors of the subscription", async () => {
  await using api = await startApi();
  const { api: calls } = api.client("viewer");
  const failure = (name: string) =>
    new Promise<unknown>((resolve, reject) => {
      calls.runs.followLog.subscribe(
        { runId: "run_1", name },
        { onError: (error) => resolve(error.data), onComplete: () => reject(new Error("it completed")) },
      );
    });
  expect(await failure("none.out")).toMatchObject({ code: "not_found" });
  expect(await failure("../../etc/passwd")).toMatchObject({ code: "invalid_input", details: { field: "name" } });
  expect(await failure("..")).toMatchObject({ code: "invalid_input" });
  await expect(calls.runs.readLog.query({ runId: "run_1", name: "none.out" })).rejects.toMatchObject({
    code: "not_found",
  });
});
