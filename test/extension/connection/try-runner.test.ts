import { expect, test } from "vitest";
import { tryRunner } from "../../../extension/common/connection/try-runner.ts";
import { connectToRunner } from "../../../extension/node/connect.ts";
import { startApi } from "../../api/support/api.ts";
import { cuttingProxy } from "../../api/support/proxy.ts";
import { otherVersion } from "../session/other-version.ts";

async function attempt(url: string, token: string) {
  await using client = connectToRunner(url, token);
  return await tryRunner(client, AbortSignal.timeout(10_000));
}

test("a runner is tried once, and what is wrong is said at once and in its own words", async () => {
  await using api = await startApi();
  expect(await attempt(api.server.address, api.tokens.viewer.secret)).toMatchObject({ caller: { role: "viewer" } });
  await expect(attempt(api.server.address, "wrong")).rejects.toMatchObject({
    code: "unauthenticated",
    message: "the runner does not know this access token",
  });
  await expect(attempt("http://127.0.0.1:1", "any")).rejects.toMatchObject({
    code: "unavailable",
    message: "no runner answers at http://127.0.0.1:1",
  });
  await using proxy = await cuttingProxy(() => 1);
  await expect(attempt(proxy.url, "any")).rejects.toMatchObject({ code: "unavailable" });
  expect(proxy.connections).toBe(1);
  await using older = await otherVersion(0);
  await expect(attempt(older.url, "any")).rejects.toMatchObject({ code: "not_available", hint: "update the runner" });
});
