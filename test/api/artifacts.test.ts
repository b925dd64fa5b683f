import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startThread } from "../../runner/core/commands/threads.ts";
import { operatorCaller } from "../builders/core.ts";
import { artifactRow } from "../builders/rows.ts";
import { type Api, startApi } from "./support/api.ts";
import { bearer, raw } from "./support/raw.ts";

const content = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256));
const sha256 = createHash("sha256").update(content).digest("hex");
let api: Api;

beforeAll(async () => {
  api = await startApi();
  const { core, directory } = api.world;
  const { thread } = await startThread(core, operatorCaller(), { project: "demo", instruction: "x" });
  await mkdir(join(directory, "artifacts"));
  await core.store.write(async (transaction) => {
    const common = { threadId: thread.id, runId: null, jobId: null, sha256 };
    await transaction.artifacts.insert(artifactRow({ ...common, id: "art_full", size: content.length }));
    await transaction.artifacts.insert(artifactRow({ ...common, id: "art_empty", size: 0 }));
    await transaction.artifacts.insert(artifactRow({ ...common, id: "art_gone" }));
  });
  await writeFile(join(directory, "artifacts", "art_full"), content);
  await writeFile(join(directory, "artifacts", "art_empty"), "");
  await writeFile(join(directory, "artifacts", "art_gone"), "");
});
afterAll(() => api[Symbol.asyncDispose]());

const get = (id: string, headers: Record<string, string> = {}, method = "GET") =>
  raw(api, `/artifacts/${id}`, { method, headers: { ...bearer(api.tokens.viewer.secret), ...headers } });

test("an artifact is downloaded whole, as a file and never as a page", async () => {
  const response = await api.client("viewer").download("art_full");
  expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
  const { status, headers } = await get("art_full");
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    etag: `"sha256-${sha256}"`,
    "content-length": "1000",
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    "x-content-type-options": "nosniff",
    "content-disposition": "attachment; filename*=UTF-8''art_full%20%C3%A9.txt",
  });
  expect(await get("art_full", {}, "HEAD")).toMatchObject({ status: 200, body: "" });
  expect(await get("art_empty")).toMatchObject({ status: 200, body: "", headers: { "content-length": "0" } });
});

const ranges: [string, number, string | undefined, number?][] = [
  ["bytes=0-9", 206, "bytes 0-9/1000", 10],
  ["bytes=990-", 206, "bytes 990-999/1000", 10],
  ["bytes=-5", 206, "bytes 995-999/1000", 5],
  ["bytes=-5000", 206, "bytes 0-999/1000", 1000],
  ["bytes=999-5000", 206, "bytes 999-999/1000", 1],
  ["bytes=1000-", 416, "bytes */1000", 0],
  ["bytes=-0", 416, "bytes */1000", 0],
  ["bytes=5-2", 200, undefined],
  ["bytes=0-1,5-6", 200, undefined],
  ["lines=0-1", 200, undefined],
  ["bytes=-", 200, undefined],
];
for (const [range, status, contentRange, length = 1_000] of ranges) {
  test(`Range ${range} gets ${status}`, async () => {
    const answer = await get("art_full", { range });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-range"]).toBe(contentRange);
    expect(answer.headers["content-length"]).toBe(String(length));
  });
}

test("a download that broke is resumed, but not onto another version of the file", async () => {
  const response = await api.client("viewer").download("art_full", { start: 600 });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(content.subarray(600));
  const same = await get("art_full", { range: "bytes=600-", "if-range": `"sha256-${sha256}"` });
  expect(same.status).toBe(206);
  expect((await get("art_full", { range: "bytes=600-", "if-range": '"sha256-other"' })).status).toBe(200);
  expect(await get("art_full", { "if-none-match": `"sha256-${sha256}"` })).toMatchObject({ status: 304, body: "" });
});

test("what is not there is not_found, also when only its file is gone", async () => {
  const download = (id: string) => api.client("viewer").download(id);
  await expect(download("art_other")).rejects.toMatchObject({ code: "not_found" });
  await expect(download("../../etc/passwd")).rejects.toMatchObject({ code: "not_found" });
  await rm(join(api.world.directory, "artifacts", "art_gone"));
  await expect(download("art_gone")).rejects.toMatchObject({ code: "not_found", message: /file of artifact/ });
  await expect(api.client("viewer", { token: "wrong" }).download("art_full")).rejects.toMatchObject({
    code: "unauthenticated",
  });
});
